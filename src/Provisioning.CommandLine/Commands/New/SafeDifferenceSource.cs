using Provisioning.CommandLine.Commands.New.Sources;
using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>The safe migrations of a difference as source.</summary>
internal static class SafeDifferenceSource
{
    /// <summary>The bodies of their classes, in order.</summary>
    public static IReadOnlyList<MigrationBody> Of(IReadOnlyList<DifferenceStep> steps, Dialect dialect) =>
        [.. steps.Select(step => Body(step, isAlone: steps.Count == 1, dialect))];

    private static MigrationBody Body(DifferenceStep step, bool isAlone, Dialect dialect)
    {
        var source = new OperationSource(dialect);
        var (suffix, sentence) = Words(step.Kind);
        return new(
            isAlone ? "" : suffix,
            isAlone ? "" : sentence,
            [
                .. Costs(step, dialect),
                .. source.Lines(step.Up, step.Before),
                .. step.Unfilled.SelectMany(column => Unfilled(column.Table, column.Column)),
            ],
            step.Kind switch
            {
                DifferenceStepKind.Fill => ["// The values before are not known."],
                DifferenceStepKind.Checks or DifferenceStepKind.ForeignKeys => ["// What was checked stays checked."],
                _ => source.Lines(step.Down, step.After),
            }
        )
        {
            IsUntransacted = step.IsUntransacted,
        };
    }

    private static (string Suffix, string Sentence) Words(DifferenceStepKind kind) =>
        kind switch
        {
            DifferenceStepKind.Fill => ("Fill", "rows that were there get values"),
            DifferenceStepKind.Indexes => ("Indexes", "indexes are built while others write"),
            DifferenceStepKind.Checks => ("Validate", "rows that were there are checked"),
            DifferenceStepKind.Constraints => (
                "Constraints",
                "what was checked and built becomes the columns' and keys'"
            ),
            DifferenceStepKind.ForeignKeys => ("ValidateKeys", "rows that were there refer to others"),
            _ => ("", ""),
        };

    private static IEnumerable<string> Unfilled(ObjectName table, string column)
    {
        var fill = $"{table}.{column}";
        yield return $"// Rows that were there have no value in {fill}: give them one here, or the next step fails";
        yield return "// where there are any. Such as:";
        yield return $"// Execute.Backfill({CSharp.Text(table.Name)})"
            + (table.Schema is { } schema ? $".InSchema({CSharp.Text(schema)})" : "")
            + $".Set({CSharp.Text(column)}, \"0\")"
            + $".Where({CSharp.Text($"{Dialect.Quote(column)} IS NULL")});";
    }

    // What is left that others wait for.
    private static IEnumerable<string> Costs(DifferenceStep step, Dialect dialect)
    {
        var model = step.Before;
        foreach (var change in step.Up)
        {
            var facts = dialect
                .Render(change.Operation, model)
                .Select(statement => dialect.Facts(statement, new(model)))
                .ToList();
            foreach (
                var line in facts
                    .SelectMany(each => Cost(change, each, step.Before, dialect))
                    .Distinct(StringComparer.Ordinal)
            )
            {
                yield return line;
            }

            model = dialect.Fold(model, change.Meaning);
        }
    }

    private static IEnumerable<string> Cost(
        StructureChange change,
        StatementFacts facts,
        DatabaseModel before,
        Dialect dialect
    )
    {
        foreach (var table in facts.Rewrites.Where(table => before.Find(table) is not null))
        {
            yield return change.Meaning is AlterColumn alter
                ? $"// {alter.Table}.{alter.Column.Name} gets another type, for which every row is written again while "
                    + "readers and writers wait."
                : $"// This writes every row of {table} again while others wait: {change.Meaning.Summary}.";
            if (change.Meaning is AlterColumn { Column: { Name: var name, Type: var type } })
            {
                var call = ColumnSource.Calls(new(name, type), dialect)?[0] ?? "…";
                yield return "// For a large table: provision new migration NAME --safe type-change "
                    + $"--table {table.Name} --column {name} --type '{call}' instead.";
            }
        }

        foreach (
            var table in facts.Scans.Where(table =>
                before.Find(table) is not null
                && !facts.Rewrites.Contains(table)
                && facts.Locks.Any(held => held.Table == table && held.BlocksWrites)
            )
        )
        {
            yield return $"// This reads every row of {table} while writers wait: {change.Meaning.Summary}.";
        }

        if (change.Operation is RenameTable or RenameColumn)
        {
            yield return $"// Programs that know the old name fail from then on: {change.Operation.Summary}.";
        }
    }
}
