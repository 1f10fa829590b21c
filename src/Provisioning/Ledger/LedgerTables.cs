using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>The two tables that record the migrations of a database: FluentMigrator's, unchanged, and our own, a row for each version that
/// we applied or began.</summary>
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
    ];

    /// <summary>The statements that make what is missing of the two.</summary>
    public static IEnumerable<SqlStatement> Missing(LedgerState state, Dialect dialect)
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

        operations.AddRange(Columns(state.Versions).Where(column => state.MissingColumns.Contains(column.Name, StringComparer.Ordinal)).Select(column => new AddColumn(versions, column)));
        if (!state.HasLedger)
        {
            var ledger = state.Versions.LedgerOn(dialect);
            operations.Add(new CreateTable(new(ledger, LedgerColumns) { PrimaryKey = new($"{ledger.Name}_pkey", ["version"]) }));
        }

        // What a predecessor has applied is ours from now on.
        var adopted = state.HasVersionTable ? [] : state.Applied;
        return operations.SelectMany(dialect.Plain.Render)
            .Concat(adopted.Select(entry => new LedgerWriter(dialect, state.Versions, "", "").VersionRow(entry.Version, entry.Description ?? "")));
    }

    private static Table VersionTable(VersionTable versions, ObjectName name) => versions.HasPrimaryKey
        ? new(name, Columns(versions)) { PrimaryKey = new(versions.UniqueIndex, [versions.Version]) }
        : new(name, Columns(versions)) { Indexes = [new(versions.UniqueIndex, [new(versions.Version)]) { IsUnique = true }] };

    private static ValueList<Column> Columns(VersionTable versions) =>
    [
        new(versions.Version, new(ColumnKind.Int64)),
        new(versions.AppliedOn, new(ColumnKind.DateTime)) { IsNullable = true },
        new(versions.Description, new(ColumnKind.String, 1024)) { IsNullable = true },
    ];
}
