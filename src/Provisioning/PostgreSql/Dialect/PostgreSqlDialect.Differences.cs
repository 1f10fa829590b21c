using System.Text.RegularExpressions;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

// SQL for the difference of two structures that no operation has.
public sealed partial class PostgreSqlDialect
{
    private static readonly ColumnKind[] NumberKinds =
    [
        ColumnKind.Byte,
        ColumnKind.Int16,
        ColumnKind.Int32,
        ColumnKind.Int64,
        ColumnKind.Decimal,
        ColumnKind.Double,
        ColumnKind.Single,
    ];

    private static readonly ColumnKind[] TimeKinds = [ColumnKind.Date, ColumnKind.DateTime, ColumnKind.DateTimeOffset];

    private static readonly ColumnKind[] CharacterKinds =
    [
        ColumnKind.AnsiString,
        ColumnKind.String,
        ColumnKind.FixedLengthAnsiString,
        ColumnKind.FixedLengthString,
    ];

    /// <inheritdoc />
    // There is a cast on assignment to text from every type, and within numbers and moments.
    internal override Operation Converting(AlterColumn change)
    {
        var (from, to, name) = (change.Was!.Type.Kind, change.Column.Type.Kind, Quote(change.Column.Name));
        bool IsWithin(ColumnKind[] kinds) => kinds.Contains(from) && kinds.Contains(to);
        if (
            change.Was.Type == change.Column.Type
            || CharacterKinds.Contains(to)
            || IsWithin(NumberKinds)
            || IsWithin(TimeKinds)
        )
        {
            return change;
        }

        var type = TypeName(change.Column.Type);
        var text = Render(change)[0].Text;
        return new ExecuteSql(
            text.Replace($"TYPE {type}", $"TYPE {type} USING {name}::text::{type}", StringComparison.Ordinal)
        );
    }

    /// <inheritdoc />
    internal override IEnumerable<Operation> Changing(ObjectName type, ValueList<string> values, DatabaseModel now)
    {
        var old = type with { Name = $"{type.Name}_old" };
        var columns = now
            .Tables.Values.SelectMany(table => table.Columns.Select(column => (Table: table.Name, Column: column)))
            .Where(each => each.Column.IsOf(type))
            .ToList();
        // Each column gets its default again once it has its type.
        return
        [
            .. columns
                .Where(each => each.Column.Default is not null)
                .Select(each => new SetDefault(each.Table, each.Column.Name, null)),
            new ExecuteSql($"ALTER TYPE {Quote(type)} RENAME TO {Quote(old.Name)}"),
            new CreateEnumType(type, values),
            .. columns.Select(each => new ExecuteSql(
                Retyped(each.Table, each.Column.Name, each.Column.Type.Custom!, type)
            )),
            new ExecuteSql($"DROP TYPE {Quote(old)}"),
        ];
    }

    private string Retyped(ObjectName table, string column, string was, ObjectName type)
    {
        var (name, array) = (Quote(column), was.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "");
        return $"ALTER TABLE {Quote(table)} ALTER COLUMN {name} TYPE {Quote(type)}{array} "
            + $"USING {name}::text{array}::{Quote(type)}{array}";
    }

    /// <inheritdoc />
    internal override IEnumerable<Operation> Changing(Sequence sequence)
    {
        var first = sequence.Increment is < 0 ? sequence.MaxValue ?? -1 : sequence.MinValue ?? 1;
        return
        [
            new ExecuteSql(
                $"ALTER SEQUENCE {Quote(sequence.Name)} INCREMENT BY {sequence.Increment ?? 1}"
                    + (sequence.MinValue is { } least ? $" MINVALUE {least}" : " NO MINVALUE")
                    + (sequence.MaxValue is { } most ? $" MAXVALUE {most}" : " NO MAXVALUE")
                    + $" START WITH {sequence.StartWith ?? first} CACHE {sequence.Cache ?? 1}"
                    + (sequence.Cycle ? " CYCLE" : " NO CYCLE")
            ),
        ];
    }

    /// <inheritdoc />
    internal override IEnumerable<Operation> Describing(ObjectName table, string? column, string? description)
    {
        var about = column is null ? $"TABLE {Quote(table)}" : $"COLUMN {Quote(table)}.{Quote(column)}";
        return [new ExecuteSql($"COMMENT ON {about} IS {(description is null ? "NULL" : QuoteText(description))}")];
    }

    /// <inheritdoc />
    internal override string? SequenceIn(string expression) =>
        NextValue().Match(expression) is { Success: true } found ? found.Groups["name"].Value : null;

    /// <inheritdoc />
    internal override IEnumerable<Operation> Counting(string sequence, Column column) =>
        [
            new ExecuteSql(
                $"CREATE SEQUENCE {sequence}"
                    + (column.Type.Kind is ColumnKind.Int16 or ColumnKind.Int32 ? $" AS {TypeName(column.Type)}" : "")
            ),
        ];

    /// <inheritdoc />
    internal override IEnumerable<Operation> Owning(string sequence, ObjectName table, string column) =>
        [new ExecuteSql($"ALTER SEQUENCE {sequence} OWNED BY {Quote(table)}.{Quote(column)}")];

    /// <inheritdoc />
    internal override IEnumerable<Operation> NoLongerCounting(string sequence) =>
        [new ExecuteSql($"DROP SEQUENCE {sequence}")];

    /// <inheritdoc />
    // A function of another name may be called by others, and is in the model.
    internal override Operation Creating(ObjectName table, Trigger trigger) =>
        IsWhole(trigger) && !CallsItsOwn(table, trigger)
            ? new ExecuteSql(
                trigger.Body![(trigger.Body!.LastIndexOf(";\nCREATE ", StringComparison.Ordinal) + 1)..].Trim()
            )
            : base.Creating(table, trigger);

    /// <inheritdoc />
    // The function of a trigger's own name goes with it.
    internal override Operation Dropping(ObjectName table, Trigger trigger) =>
        IsWhole(trigger) && !CallsItsOwn(table, trigger)
            ? new ExecuteSql($"DROP TRIGGER {Quote(trigger.Name)} ON {Quote(table)}")
            : base.Dropping(table, trigger);

    private bool CallsItsOwn(ObjectName table, Trigger trigger)
    {
        const string create = "CREATE OR REPLACE FUNCTION ";
        var function = Unquoted($"{table.Schema ?? schema}.{trigger.Name}()");
        return trigger.Body!.StartsWith(create, StringComparison.Ordinal)
            && Unquoted(trigger.Body[create.Length..].Split('\n')[0]) == function;
    }

    private static string Unquoted(string name) => name.Replace("\"", "", StringComparison.Ordinal);

    /// <inheritdoc />
    internal override Schema.Index Collated(Schema.Index index, IEnumerable<UnmodelledPart> parts)
    {
        var columns = index.Columns.ToArray();
        foreach (var fact in parts.Select(part => part.Text))
        {
            const string collates = " collates ";
            var at = fact.IndexOf(collates, StringComparison.Ordinal);
            if (
                !fact.StartsWith("index ", StringComparison.Ordinal)
                || at < 0
                || Bare(fact["index ".Length..at]) != index.Name
            )
            {
                continue;
            }

            foreach (var each in fact[(at + collates.Length)..].Split(", ").Select(Fact))
            {
                var place = int.Parse(each.Word, Invariant) - 1;
                columns[place] = columns[place] with { Collation = Bare(each.Facts) };
            }
        }

        return index with
        {
            Columns = [.. columns],
        };
    }

    /// <inheritdoc />
    internal override string Excluding(ObjectName table, Schema.Index index, UnmodelledPart constraint)
    {
        const string excludes = " excludes by ";
        var start = constraint.Text.IndexOf(excludes, StringComparison.Ordinal) + excludes.Length;
        var operators = constraint.Text[start..].Split(", ");
        var columns = index.Columns.Zip(operators, (column, by) =>
            $"{(column.IsExpression ? column.Name : Quote(column.Name))} WITH {by}"
        );
        return $"ALTER TABLE {Quote(table)} ADD CONSTRAINT {Quote(index.Name)} EXCLUDE USING {index.Method ?? "btree"} "
            + $"({string.Join(", ", columns)}){(index.Filter is null ? "" : $" WHERE ({index.Filter})")}";
    }

    [GeneratedRegex("^nextval\\('(?<name>(?:[^']|'')+)'::regclass\\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextValue();
}
