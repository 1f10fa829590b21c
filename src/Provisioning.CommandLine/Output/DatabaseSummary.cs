using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>The contents of a database: its version, its tables and how many rows each has.</summary>
/// <param name="Location">Where it is, without a password.</param>
/// <param name="Version">The version it is at.</param>
/// <param name="Tables">The tables with their rows, by name.</param>
internal sealed record DatabaseSummary(
    string Location,
    long Version,
    IReadOnlyList<(ObjectName Name, long Rows)> Tables
)
{
    /// <summary>Reads the version and counts the rows of each table.</summary>
    public static async Task<DatabaseSummary> ReadAsync(
        Database database,
        VersionTable versions,
        CancellationToken token
    )
    {
        await using var session = await database.OpenAsync(token);
        var ledger = await LedgerReader.ReadAsync(session, versions, token);
        var model = (await session.InspectAsync(token)).WithoutLedger(versions, database.Dialect);
        return new(database.Location, ledger.Current, await RowCounts.ReadAsync(session, model.Tables.Keys, token));
    }

    /// <summary>Formats it as text.</summary>
    public string ToText() =>
        Tables.Count == 0
            ? "no tables"
            : Report.Table([
                ["table", "rows"],
                .. Tables.Select(table =>
                    new[] { table.Name.ToString(), table.Rows.ToString("N0", CultureInfo.InvariantCulture) }
                ),
            ]);

    /// <summary>Formats it as JSON.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["database"] = Location,
            ["version"] = Version,
            ["tables"] = new JsonArray([
                .. Tables.Select(table => new JsonObject { ["name"] = table.Name.ToString(), ["rows"] = table.Rows }),
            ]),
        };
}
