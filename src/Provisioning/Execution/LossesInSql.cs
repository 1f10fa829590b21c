using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>What one statement of SQL takes, as far as its text tells.</summary>
/// <param name="words">The statement.</param>
/// <param name="functions">The functions that the database has of its own, whose effect no text shows.</param>
internal sealed class LossesInSql(SqlWords words, IReadOnlySet<string> functions)
{
    /// <summary>What goes, in the statement's order.</summary>
    public IEnumerable<StatementLoss> Find() =>
        words.Is(0, "DROP") ? Dropped(0)
        : words.Is(0, "ALTER") && words.Is(1, "TABLE") ? Columns()
        : words.Is(0, "TRUNCATE") ? Truncated(0)
        : words.Is(0, "DELETE") && words.Is(1, "FROM") ? [Deleted(0, isWhole: true)]
        : words.Is(0, "UPDATE") ? [Updated(0, isWhole: true)]
        : words.Is(0, "WITH", "MERGE", "INSERT", "REPLACE") ? Inner()
        : words.Is(0, "CALL", "EXECUTE") ? [new(Code(words.Between(0, words.Find(0, "(", ";"))), null)]
        : words.Is(0, "DO") ? Block()
        : words.Is(0, "SELECT") ? Called()
        : [];

    // What a block puts together as it runs, or calls, is in no text.
    private IEnumerable<StatementLoss> Block() =>
        Enumerable
            .Range(1, words.Count)
            .Select(words.Inside)
            .SelectMany(inside =>
                new LossesInSql(inside, functions)
                    .Inner()
                    .Concat(
                        inside.All("EXECUTE").Concat(inside.All("CALL")).Concat(inside.All("PERFORM")).Any()
                            ? [new StatementLoss(Code("DO, which calls other code"), null)]
                            : []
                    )
            );

    /// <summary>The functions of the database itself that it calls.</summary>
    public IEnumerable<StatementLoss> Called() =>
        words
            .All("(")
            .Select(at => words.Name(at - 1).Name.Name)
            .Where(functions.Contains)
            .Distinct(StringComparer.Ordinal)
            .Select(name => new StatementLoss(Code($"function {name}"), null));

    private static DataLoss Code(string what) => new(DataLossKind.Code) { Sql = what };

    /// <summary>What goes by any statement inside it. Of those only the table is known, and not the rows.</summary>
    public IEnumerable<StatementLoss> Inner() =>
        [
            .. words.All("DROP").SelectMany(Dropped),
            .. words.All("TRUNCATE").SelectMany(Truncated),
            .. words.All("DELETE").Where(at => words.Is(at + 1, "FROM")).Select(at => Deleted(at, isWhole: false)),
            .. words.All("UPDATE").Where(IsStatement).Select(at => Updated(at, isWhole: false)),
            .. words.All("MERGE").Where(at => words.Is(at + 1, "INTO")).SelectMany(Merged),
            .. words.All("INTO").Where(IsReplacing).Select(Replaced),
        ];

    /// <summary>The tables that get rows by it.</summary>
    public IEnumerable<ObjectName> Filled() =>
        words
            .All("INTO")
            .Where(at => words.Is(at - 1, "INSERT", "REPLACE", "MERGE", "IGNORE", "ABORT", "FAIL", "ROLLBACK"))
            .Select(at => words.Name(words.Is(at + 1, "ONLY") ? at + 2 : at + 1).Name);

    // FOR UPDATE, ON UPDATE, DO UPDATE and those of triggers are no statements.
    private bool IsStatement(int at) =>
        !words.Is(at - 1, "FOR", "KEY", "ON", "DO", "THEN", "BEFORE", "AFTER", "OR", "OF", ",", ".")
        && words.Is(words.Find(at, "SET", ";"), "SET");

    private bool IsReplacing(int at) =>
        words.Is(at - 1, "REPLACE")
        || (
            words.Is(at - 1, "INSERT")
            && words.Find(at, "CONFLICT", ";") is var conflict
            && words.IsAll(words.Find(conflict, "DO", ";"), "DO", "UPDATE")
        );

    private IEnumerable<StatementLoss> Dropped(int at)
    {
        if (words.Is(at + 1, "TABLE"))
        {
            return Names(at + (words.Is(at + 2, "IF") ? 4 : 2))
                .Names.Select(name => new StatementLoss(new(DataLossKind.Table, name), null));
        }

        var end = words.Find(at, ";");
        var takesMore =
            words.Is(at + 1, "OWNED")
            || (
                words.Is(at + 1, "SCHEMA", "TYPE", "DOMAIN", "EXTENSION", "FUNCTION", "ROUTINE", "COLLATION")
                && words.Is(end - 1, "CASCADE")
            );
        return takesMore ? [new(new(DataLossKind.Unknown) { Sql = words.Between(at, end) }, null)] : [];
    }

    private IEnumerable<StatementLoss> Columns()
    {
        var at = words.Is(2, "IF") ? 4 : 2;
        var (table, action) = words.Name(words.Is(at, "ONLY") ? at + 1 : at);
        var first = action;
        for (; action < words.Count; action = words.Find(action, ",") + 1)
        {
            if (words.Is(action, "DROP") && !words.Is(action + 1, "CONSTRAINT"))
            {
                at = words.Is(action + 1, "COLUMN") ? action + 2 : action + 1;
                at = words.Is(at, "IF") ? at + 2 : at;
                yield return new(new(DataLossKind.Column, table, words.Name(at).Name.Name), null);
            }
            else if (words.Is(action, "ALTER") && words.Find(action, "USING", ",") is var use && words.Is(use, "USING"))
            {
                yield return new(new(DataLossKind.Rows, table), words.Between(words.Is(2, "IF") ? 4 : 2, first))
                {
                    // A conversion sets off neither triggers nor what follows a changed key.
                    Sets = [],
                };
            }
        }
    }

    private IEnumerable<StatementLoss> Truncated(int at)
    {
        var (names, end) = Names(words.Is(at + 1, "TABLE") ? at + 2 : at + 1);
        var isCascading = words.Is(words.Find(end, "CASCADE", ";"), "CASCADE");
        return names.Select(name => new StatementLoss(
            new(DataLossKind.Deleted, name) { Sql = isCascading ? "TRUNCATE CASCADE" : null },
            ""
        ));
    }

    private StatementLoss Deleted(int at, bool isWhole)
    {
        var from = words.Is(at + 2, "ONLY") ? at + 3 : at + 2;
        var end = words.Find(from, "RETURNING", ";");
        return new(
            new(DataLossKind.Deleted, words.Name(from).Name),
            isWhole && words.Find(from, "USING") >= end ? words.Between(at + 2, end) : null
        );
    }

    private StatementLoss Updated(int at, bool isWhole)
    {
        var from = words.Is(at + 1, "OR") ? at + 3 : at + 1;
        var name = words.Is(from, "ONLY") ? from + 1 : from;
        var (set, end) = (words.Find(name, "SET"), words.Find(name, "RETURNING", ";"));
        var where = Math.Min(words.Find(set, "WHERE"), end);
        return new(
            new(DataLossKind.Rows, words.Name(name).Name),
            isWhole && words.Find(set, "FROM") >= where
                ? $"{words.Between(from, set)} {words.Between(where, end)}"
                : null
        )
        {
            Sets = [.. Columns(set + 1, where)],
            IsReplacing = words.IsAll(at + 1, "OR", "REPLACE"),
        };
    }

    // a = 1, (b, c) = (2, 3)
    private IEnumerable<string> Columns(int at, int end)
    {
        while (at < end)
        {
            var isList = words.Is(at, "(");
            var close = isList ? words.Find(at + 1, ")") : at + 1;
            for (var name = isList ? at + 1 : at; name < close; name = words.Find(name, ",", ")") + 1)
            {
                yield return words.Name(name).Name.Name;
            }

            at =
                words.Find(at, ",", "FROM", "WHERE", "RETURNING", ";") is var next && words.Is(next, ",")
                    ? next + 1
                    : end;
        }
    }

    // A row that takes the place of another changes no key that others follow.
    private StatementLoss Replaced(int at) =>
        new(new(DataLossKind.Rows, words.Name(at + 1).Name), null)
        {
            Sets = words.Is(at - 1, "REPLACE") ? [] : null,
            IsReplacing = words.Is(at - 1, "REPLACE"),
        };

    private IEnumerable<StatementLoss> Merged(int at)
    {
        var table = words.Name(words.Is(at + 2, "ONLY") ? at + 3 : at + 2).Name;
        var all = words.All("THEN").ToList();
        var kinds = new[] { (Kind: DataLossKind.Deleted, Verb: "DELETE"), (Kind: DataLossKind.Rows, Verb: "UPDATE") };
        return kinds
            .Where(known => all.Exists(then => words.Is(then + 1, known.Verb)))
            .Select(known => new StatementLoss(new(known.Kind, table), null));
    }

    private (List<ObjectName> Names, int End) Names(int at)
    {
        var names = new List<ObjectName>();
        while (true)
        {
            var (name, end) = words.Name(words.Is(at, "ONLY") ? at + 1 : at);
            names.Add(name);
            end += words.Is(end, "*") ? 1 : 0;
            if (!words.Is(end, ","))
            {
                return (names, end);
            }

            at = end + 1;
        }
    }
}
