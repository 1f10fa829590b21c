using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// Indexes, constraints, schemas, sequences, triggers.
public partial class SqliteDialect
{
    /// <inheritdoc />
    protected override SqlStatement CreateIndex(CreateIndex o)
    {
        var index = o.Index;
        // What only PostgreSQL has (method, operator classes, the place of NULLs, included columns, storage) changes
        // speed, not results: a plain index replaces it.
        var plain = index with
        {
            Columns = [.. index.Columns.Select(column => column with { OperatorClass = null, NullsFirst = null })],
        };
        var filter = index.Filter is null ? "" : $" WHERE {index.Filter}";
        return index.NullsDistinct is false
            ? throw Refuse(
                o,
                "a unique index on SQLite always treats NULLs as different",
                "Leave out UniqueNullsNotDistinct, or make the columns NOT NULL."
            )
            : new(
                $"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX {Quote(new ObjectName(o.Table.Schema, index.Name))} "
                    + $"ON {Quote(o.Table.Name)} ({IndexColumns(plain)}){filter}"
            );
    }

    /// <inheritdoc />
    protected override SqlStatement DropIndex(DropIndex o) =>
        new($"DROP INDEX {Quote(new ObjectName(o.Table.Schema, o.Index))}");

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddPrimaryKey(AddPrimaryKey o, DatabaseModel before) =>
        Rebuild(o, before);

    /// <inheritdoc />
    // A unique index is what SQLite keeps for a unique constraint.
    protected override IEnumerable<SqlStatement> AddUnique(AddUnique o) =>
        o.Unique.Name is null
            ? throw Refuse(
                o,
                "a unique constraint without a name cannot be distinguished from others later",
                "Give it a name."
            )
            :
            [
                new(
                    $"CREATE UNIQUE INDEX {Quote(new ObjectName(o.Table.Schema, o.Unique.Name))} ON "
                        + $"{Quote(o.Table.Name)} ({Names(o.Unique.Columns)})"
                ),
                .. o.UsingIndex is { } index ? [DropIndex(new DropIndex(o.Table, index))] : Array.Empty<SqlStatement>(),
            ];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddCheck(AddCheck o, DatabaseModel before) => Rebuild(o, before);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddForeignKey(AddForeignKey o, DatabaseModel before) =>
        Rebuild(o, before);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropConstraint(DropConstraint o, DatabaseModel before)
    {
        var spelled = o.WithNames(new(before));
        return
            o.Kind is ConstraintKind.Unique
            && before.Find(spelled.Table)?.Uniques.Any(unique => unique.Name == spelled.Name) is not true
            ?
            [
                new($"DROP INDEX {Quote(new ObjectName(o.Table.Schema, o.Name))}"),
                .. o.LeftIndex is { } index
                    ? [CreateIndex(new CreateIndex(o.Table, index))]
                    : Array.Empty<SqlStatement>(),
            ]
            : Rebuild(o, before);
    }

    /// <inheritdoc />
    // Every constraint was checked when it was added: a script says so where it has nothing to do.
    protected override IEnumerable<SqlStatement> ValidateConstraint(ValidateConstraint o, DatabaseModel before)
    {
        var spelled = o.WithNames(new(before));
        return before.Find(spelled.Table) is null || before.ConstraintExists(spelled.Table, spelled.Name)
            ? [new("SELECT 1 WHERE 0 /* SQLite checked every row when the constraint was added */")]
            : throw Refuse(
                o,
                $"{o.Table} has no constraint {o.Name}",
                "Name a check or a foreign key that an earlier migration has added to this table."
            );
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateSchema(CreateSchema o) => throw NoSchemas(o);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropSchema(DropSchema o) => throw NoSchemas(o);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateSequence(CreateSequence o) => throw NoSequences(o);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropSequence(DropSequence o) => throw NoSequences(o);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateTrigger(CreateTrigger o)
    {
        var trigger = o.Trigger;
        // What an inspector read is the whole statement.
        if (trigger.Body?.StartsWith("CREATE TRIGGER", StringComparison.OrdinalIgnoreCase) is true)
        {
            return [new(trigger.Body)];
        }

        // SQLite's BEFORE triggers cannot change the new row, so the row is touched once it has been written.
        var timing = trigger.Touches is null ? trigger.Timing : TriggerTiming.After;
        var when = trigger.Touches is { } touched ? $"NEW.{Quote(touched)} IS OLD.{Quote(touched)}" : trigger.When;
        var body = trigger.Touches is { } column
            ? $"  UPDATE {Quote(o.Table.Name)} SET {Quote(column)} = {Now} WHERE rowid = NEW.rowid;"
            : trigger.Body;
        return
        [
            new(
                $"CREATE TRIGGER {Quote(trigger.Name)} {timing.ToString().ToUpperInvariant()} "
                    + $"{trigger.Event.ToString().ToUpperInvariant()} "
                    + $"ON {Quote(o.Table.Name)} FOR EACH "
                    + $"ROW{(when is null ? "" : $" WHEN {when}")}\nBEGIN\n{body}\nEND"
            ),
        ];
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropTrigger(DropTrigger o) =>
        [new($"DROP TRIGGER {Quote(o.Trigger)}")];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateView(CreateView o) =>
        o.View.IsMaterialized
            ? throw Refuse(o, "SQLite has no materialized views", "Create a plain view, or fill a table.")
            :
            [
                .. o.Replaces ? [new($"DROP VIEW IF EXISTS {Quote(o.View.Name)}")] : Array.Empty<SqlStatement>(),
                .. base.CreateView(o),
            ];

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> DropView(DropView o) => [new($"DROP VIEW {Quote(o.View)}")];

    private OperationNotSupportedException NoSequences(Operation o) =>
        Refuse(
            o,
            "SQLite has no sequences",
            "Number rows with Identity(), or guard the call with IfDatabase(\"postgresql\")."
        );
}
