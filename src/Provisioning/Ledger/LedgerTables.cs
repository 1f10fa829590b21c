using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>The two tables that hold what a database remembers: FluentMigrator's <c>VersionInfo</c>, to the letter, and our own.</summary>
public static class LedgerTables
{
    /// <summary>FluentMigrator's table of applied versions.</summary>
    public const string VersionInfo = "VersionInfo";

    /// <summary>Our table, a row for each version that we applied or began.</summary>
    public const string Ledger = "provisioning_ledger";

    private static readonly Table VersionTable = new(VersionInfo,
    [
        new("Version", new(ColumnKind.Int64)),
        new("AppliedOn", new(ColumnKind.DateTime)) { IsNullable = true },
        new("Description", new(ColumnKind.String, 1024)) { IsNullable = true },
    ])
    {
        Indexes = [new("UC_Version", [new("Version")]) { IsUnique = true }],
    };

    private static readonly Table LedgerTable = new(Ledger,
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
    ])
    {
        PrimaryKey = new("provisioning_ledger_pkey", ["version"]),
    };

    /// <summary>The statements that make what is missing of the two.</summary>
    public static IEnumerable<SqlStatement> Missing(LedgerState state, Dialect dialect)
    {
        if (!state.HasVersionTable)
        {
            foreach (var statement in dialect.Plain.Render(new CreateTable(VersionTable)))
            {
                yield return statement;
            }
        }

        if (!state.HasLedger)
        {
            yield return dialect.Plain.Render(new CreateTable(LedgerTable)).Single();
        }
    }
}
