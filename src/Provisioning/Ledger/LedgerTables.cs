using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>The tables that record the migrations of a database: FluentMigrator's, unchanged, and our own, a row for
/// each version that we applied or began, and one for everything that was run.</summary>
public static class LedgerTables
{
    private static readonly ValueList<Column> LedgerColumns =
    [
        new("version", new(ColumnKind.Int64)),
        new("name", new(ColumnKind.String)),
        new("checksum", new(ColumnKind.String)),
        new("sql", new(ColumnKind.Binary)),
        new("statements_done", new(ColumnKind.Int32)),
        new("statements_total", new(ColumnKind.Int32)),
        new("backend", new(ColumnKind.String)) { IsNullable = true },
        new("started_at", new(ColumnKind.DateTimeOffset)),
        new("finished_at", new(ColumnKind.DateTimeOffset)) { IsNullable = true },
        new("duration_ms", new(ColumnKind.Int64)) { IsNullable = true },
        new("actor", new(ColumnKind.String)),
        new("tool_version", new(ColumnKind.String)),
        new("error", new(ColumnKind.String)) { IsNullable = true },
        new("system", new(ColumnKind.String)) { IsNullable = true },
        new("notes", new(ColumnKind.String)) { IsNullable = true },
        new("backfilled_to", new(ColumnKind.String)) { IsNullable = true },
    ];

    /// <summary>The columns of our own table that version 0.1.0 did not make; the reader's order.</summary>
    internal static IReadOnlyList<string> Later { get; } = ["system", "notes", "backfilled_to"];

    /// <summary>The statements that make what is missing of them.</summary>
    public static IEnumerable<SqlStatement> Missing(LedgerState state, Dialect dialect)
    {
        return MissingOperations(state, dialect)
            .SelectMany(dialect.Plain.Render)
            .Concat(state.HasHistory ? [] : dialect.Close(state.Versions.HistoryOn(dialect)))
            .Concat(LedgerSettings.Remember(state, dialect))
            .Concat(
                // What a predecessor has applied is ours from now on.
                state.Adopted.Select(entry =>
                    new LedgerWriter(dialect, state.Versions, "", "").VersionRow(entry.Version, entry.Description ?? "")
                )
            );
    }

    /// <summary>The model with what is missing of them: what a run's migrations find, which may change the tables
    /// themselves.</summary>
    /// <param name="model">What exists before the run.</param>
    /// <param name="state">What the database remembers.</param>
    /// <param name="dialect">The engine's.</param>
    public static DatabaseModel WithLedger(this DatabaseModel model, LedgerState state, Dialect dialect) =>
        MissingOperations(state, dialect).Aggregate(model, dialect.Plain.Fold);

    private static List<Operation> MissingOperations(LedgerState state, Dialect dialect)
    {
        var operations = new List<Operation>();
        var versions = state.Versions.NameOn(dialect);
        if (state.IsSchemaMissing && state.Versions.OwnsSchema)
        {
            operations.Add(new CreateSchema(versions.Schema!));
        }

        if (!state.HasVersionTable)
        {
            operations.Add(new CreateTable(VersionTable(state.Versions, versions)));
        }

        operations.AddRange(
            Columns(state.Versions)
                .Where(column => state.MissingColumns.Contains(column.Name, StringComparer.Ordinal))
                .Select(column => new AddColumn(versions, column))
        );
        var ledger = state.Versions.LedgerOn(dialect);
        operations.AddRange(
            LedgerColumns
                .Where(column => state.MissingLedgerColumns.Contains(column.Name, StringComparer.Ordinal))
                .Select(column => new AddColumn(ledger, column))
        );
        if (!state.HasLedger)
        {
            operations.Add(
                new CreateTable(new(ledger, LedgerColumns) { PrimaryKey = new($"{ledger.Name}_pkey", ["version"]) })
            );
        }

        if (!state.HasHistory)
        {
            operations.Add(HistoryTable.Creation(state.Versions.HistoryOn(dialect)));
        }

        return operations;
    }

    /// <summary>The model without these tables: what migrations made and nothing else.</summary>
    /// <param name="model">What an inspector found.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="dialect">The engine's.</param>
    public static DatabaseModel WithoutLedger(this DatabaseModel model, VersionTable versions, Dialect dialect)
    {
        return model with
        {
            Tables = model.Tables.RemoveRange(model.Tables.Keys.Where(table => IsOwn(table, versions, dialect))),
        };
    }

    /// <summary>The same without what was found of them tables.</summary>
    /// <param name="structure">What an inspector found.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="dialect">The engine's.</param>
    public static UnmodelledStructure WithoutLedger(
        this UnmodelledStructure structure,
        VersionTable versions,
        Dialect dialect
    ) => structure.Where(part => part.Kind is not "table" || !IsOwn(part.Name, versions, dialect));

    // An inspector names no schema where it is the default one, which the version table may name.
    private static bool IsOwn(ObjectName table, VersionTable versions, Dialect dialect) =>
        versions.OwnOn(dialect) is var own
        && (own.Contains(table) || (table.Schema is null && own.Any(name => name.Name == table.Name)));

    private static Table VersionTable(VersionTable versions, ObjectName name) =>
        versions.HasPrimaryKey
            ? new(name, Columns(versions)) { PrimaryKey = new(versions.UniqueIndex, [versions.Version]) }
            : new(name, Columns(versions))
            {
                Indexes = [new(versions.UniqueIndex, [new(versions.Version)]) { IsUnique = true }],
            };

    private static ValueList<Column> Columns(VersionTable versions) =>
        [
            new(versions.Version, new(ColumnKind.Int64)),
            new(versions.AppliedOn, new(ColumnKind.DateTime)) { IsNullable = true },
            new(versions.Description, new(ColumnKind.String, 1024)) { IsNullable = true },
        ];
}
