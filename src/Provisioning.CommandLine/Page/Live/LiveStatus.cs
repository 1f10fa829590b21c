using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Output;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>Which migrations a live database has, what ran, and what those that are pending would do.</summary>
internal sealed class LiveStatus(LiveSubject subject)
{
    private const int MostHistory = 200;

    /// <summary>What <c>provision status</c> says; without a system the versions that the database remembers.</summary>
    public async Task<JsonObject> ReadAsync(CancellationToken token)
    {
        await using var session = await subject.Database.OpenAsync(token);
        if (subject is { System: { } system, Catalog: { } catalog })
        {
            return (await StatusPage.ReadAsync(system, catalog, session, token)).Json();
        }

        var ledger = await LedgerReader.ReadAllowedAsync(session, subject.Versions, token);
        return new()
        {
            ["database"] = subject.Database.Location,
            ["version"] = ledger.Current,
            ["ledger_closed"] = ledger.IsLedgerClosed,
            ["versions"] = new JsonArray([
                .. ledger.Applied.Select(entry => new JsonObject
                {
                    ["version"] = entry.Version,
                    ["state"] = "applied",
                    ["name"] = entry.Name ?? entry.Description,
                    ["applied_on"] = entry.AppliedOn?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    ["duration_ms"] = entry.DurationMs,
                    ["by"] = entry.Actor,
                }),
            ]),
        };
    }

    /// <summary>What <c>provision history</c> says.</summary>
    public async Task<JsonObject> HistoryAsync(CancellationToken token)
    {
        await using var session = await subject.Database.OpenAsync(token);
        var rows = await HistoryReader.ReadAsync(session, subject.Versions, version: null, MostHistory, token);
        return new() { ["most"] = MostHistory, ["history"] = new JsonArray([.. rows.Select(HistoryCommand.Json)]) };
    }

    /// <summary>What <c>provision plan --live</c> says, without a copy of the structure to watch.</summary>
    public async Task<JsonObject> PlanAsync(CancellationToken token)
    {
        if (subject is not { System: { } system, Catalog: { } catalog })
        {
            return new() { ["refused"] = "The migrations are not known here: give the system with --system." };
        }

        var database = subject.Database;
        var plan = await new PlanReview(catalog, database, new()).RunAsync(
            new MigrationTarget.Up(null),
            scratch: null,
            database.Dialect.HasSchemas,
            token
        );
        return new PlanPage(plan, system, database, null).Json();
    }
}
