using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>What one statement of SQL takes, as far as its text tells.</summary>
/// <param name="words">The statement.</param>
internal sealed class LossesInSql(SqlWords words)
{
    /// <summary>What goes, in the statement's order, with the text after FROM that selects the rows where they are
    /// deleted; null where that is not known.</summary>
    public IEnumerable<(DataLoss Loss, string? From)> Find() =>
        words.Is(0, "DROP") ? Dropped(0)
        : words.Is(0, "ALTER") && words.Is(1, "TABLE") ? Columns()
        : words.Is(0, "TRUNCATE") ? Truncated(0)
        : words.Is(0, "DELETE") && words.Is(1, "FROM") ? [Deleted(0, isWhole: true)]
        : words.Is(0, "WITH", "MERGE") ? Inner()
        : words.Is(0, "DO")
            ? Enumerable.Range(1, words.Count).SelectMany(at => new LossesInSql(words.Inside(at)).Inner())
        : [];

    // Of what is somewhere inside it only the table is known, and not the rows.
    private IEnumerable<(DataLoss Loss, string? From)> Inner() =>
        [
            .. words.All("DROP").SelectMany(Dropped),
            .. words.All("TRUNCATE").SelectMany(Truncated),
            .. words.All("DELETE").Where(at => words.Is(at + 1, "FROM")).Select(at => Deleted(at, isWhole: false)),
            .. words.All("MERGE").Where(at => words.Is(at + 1, "INTO") && words.All("DELETE").Any()).Select(Merged),
        ];

    private IEnumerable<(DataLoss, string?)> Dropped(int at)
    {
        if (words.Is(at + 1, "TABLE"))
        {
            return Names(at + (words.Is(at + 2, "IF") ? 4 : 2))
                .Names.Select(name => (new DataLoss(DataLossKind.Table, name), (string?)null));
        }

        var end = words.Find(at, ";");
        var takesMore =
            words.Is(at + 1, "OWNED")
            || (words.Is(at + 1, "SCHEMA", "TYPE", "DOMAIN", "EXTENSION") && words.Is(end - 1, "CASCADE"));
        return takesMore ? [(new(DataLossKind.Unknown) { Sql = words.Between(at, end) }, null)] : [];
    }

    private IEnumerable<(DataLoss, string?)> Columns()
    {
        var at = words.Is(2, "IF") ? 4 : 2;
        var (table, action) = words.Name(words.Is(at, "ONLY") ? at + 1 : at);
        for (; action < words.Count; action = words.Find(action, ",") + 1)
        {
            if (words.Is(action, "DROP") && !words.Is(action + 1, "CONSTRAINT"))
            {
                at = words.Is(action + 1, "COLUMN") ? action + 2 : action + 1;
                at = words.Is(at, "IF") ? at + 2 : at;
                yield return (new(DataLossKind.Column, table, words.Name(at).Name.Name), null);
            }
        }
    }

    private IEnumerable<(DataLoss, string?)> Truncated(int at)
    {
        var (names, end) = Names(words.Is(at + 1, "TABLE") ? at + 2 : at + 1);
        var isCascading = words.Is(words.Find(end, "CASCADE", ";"), "CASCADE");
        return names.Select(name =>
            (new DataLoss(DataLossKind.Deleted, name) { Sql = isCascading ? "TRUNCATE CASCADE" : null }, (string?)"")
        );
    }

    private (DataLoss, string?) Deleted(int at, bool isWhole)
    {
        var from = words.Is(at + 2, "ONLY") ? at + 3 : at + 2;
        var end = words.Find(from, "RETURNING", ";");
        return (
            new(DataLossKind.Deleted, words.Name(from).Name),
            isWhole && words.Find(from, "USING") >= end ? words.Between(at + 2, end) : null
        );
    }

    private (DataLoss, string?) Merged(int at) =>
        (new(DataLossKind.Deleted, words.Name(words.Is(at + 2, "ONLY") ? at + 3 : at + 2).Name), null);

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
