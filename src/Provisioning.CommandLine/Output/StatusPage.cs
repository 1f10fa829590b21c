using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>Which migrations a database has, as text or JSON.</summary>
/// <param name="System">The system.</param>
/// <param name="Location">Where the database is.</param>
/// <param name="Ledger">What it remembers.</param>
/// <param name="Versions">Every version.</param>
/// <param name="Other">Another system that migrated it; null for none.</param>
/// <param name="Edits">What was edited since it ran.</param>
internal sealed record StatusPage(
    DatabaseSystem System,
    string Location,
    LedgerState Ledger,
    IReadOnlyList<VersionStatus> Versions,
    string? Other,
    EditPage Edits
)
{
    /// <summary>Reads it.</summary>
    public static async Task<StatusPage> ReadAsync(
        DatabaseSystem system,
        MigrationCatalog catalog,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var database = session.Database;
        var ledger = await InStepReader.ReadAllowedAsync(session, catalog, token);
        var versions = MigrationStatus.WithEdits(
            MigrationStatus.Of(catalog, ledger),
            catalog,
            database.Dialect,
            database.ConnectionString
        );
        var other = MigrationHistory.Of(catalog, ledger, versions).OtherSystem;
        var edits = new EditPage(
            await EditedSql.CompareAsync(
                session,
                catalog,
                other is null ? versions.Where(version => version.State is VersionState.Edited) : [],
                token
            )
        );
        return new(system, database.Location, ledger, versions, other, edits);
    }

    /// <summary>A line for each version, and a closing sentence.</summary>
    /// <param name="isLong">Whether who and how long are shown on a narrow terminal, too, and the ledger's
    /// notes.</param>
    public string Text(bool isLong)
    {
        string[][] table =
        [
            ["version", "state", "applied on (UTC)", "took", "by", "name"],
            .. Versions.Select(version =>
                new[]
                {
                    version.Version.ToString(CultureInfo.InvariantCulture),
                    version.State.ToString().ToLowerInvariant() + (version.IsOutOfOrder ? ", out of order" : ""),
                    version.AppliedOn is { } on ? on.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "",
                    version.DurationMs is { } took ? string.Create(CultureInfo.InvariantCulture, $"{took} ms") : "",
                    Format.Line(version.Actor ?? ""),
                    version.Name,
                }
            ),
        ];
        // A narrow terminal shows what matters most.
        table =
            isLong || TextTable.Fits(table, Terminal.Columns)
                ? table
                : [.. table.Select(row => (string[])[row[0], row[1], row[2], row[5]])];
        var counts = new List<string>();
        foreach (var state in Enum.GetValues<VersionState>())
        {
            if (Versions.Count(version => version.State == state) is > 0 and var count)
            {
                counts.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{count} {state.ToString().ToLowerInvariant()}")
                );
            }
        }

        var errors = Versions
            .Where(version => version.Error is not null)
            .Select(version =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n{version.Version} {(version.State is VersionState.Edited ? "edited" : "stopped")}: "
                        + $"{version.Error}"
                )
            );
        var notes = Versions
            .Where(version => isLong && version.Notes is not null)
            .Select(version => string.Create(CultureInfo.InvariantCulture, $"\n{version.Version}: {version.Notes}"));
        var edited = Edits.ToText(Terminal.Paint);
        return $"{Report.Table(table, ToneOf)}\n"
            + $"{string.Concat(errors)}{string.Concat(notes)}\n"
            + (edited.Length == 0 ? "" : $"{edited}\n\n")
            + $"{System.Title} in {Location}: {string.Join(", ", counts)}; the database is at "
            + $"{Format.Version(Ledger.Current)}."
            + (Ledger.InStep is { } kept ? $"\n{InStepText.Of(kept)}" : "")
            + (Other is null ? "" : $"\nAnother system migrated it: {Other}.")
            + (Ledger.IsLedgerClosed ? "\nThis role may not read the ledger, which says who, how long and what." : "");
    }

    private static Tone ToneOf(int column, string text) =>
        column != 1 ? Tone.Plain
        : text is "applied" ? Tone.Good
        : text is "excluded" ? Tone.Faint
        : text.StartsWith("pending", StringComparison.Ordinal) || text.StartsWith("applied", StringComparison.Ordinal)
            ? Tone.Warning
        : Tone.Bad;

    /// <summary>The same as data.</summary>
    /// <param name="isAtLeast">Whether it is at the version that was asked for; null where none was.</param>
    public JsonObject Json(bool? isAtLeast = null) =>
        new()
        {
            ["system"] = System.Name,
            ["database"] = Location,
            ["version"] = Ledger.Current,
            ["other_system"] = Other,
            ["at_least"] = isAtLeast,
            ["in_step_with"] = Ledger.InStep is { } kept ? InStepText.Json(kept) : null,
            ["edits"] = Edits.ToJson(),
            ["ledger_closed"] = Ledger.IsLedgerClosed,
            ["pending"] = Versions.Count(version => version.State is VersionState.Pending),
            ["versions"] = new JsonArray([
                .. Versions.Select(version => new JsonObject
                {
                    ["version"] = version.Version,
                    ["state"] = version.State.ToString().ToLowerInvariant(),
                    ["name"] = version.Name,
                    ["applied_on"] = version.AppliedOn?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    ["duration_ms"] = version.DurationMs,
                    ["by"] = version.Actor,
                    ["out_of_order"] = version.IsOutOfOrder,
                    ["error"] = version.Error,
                    ["notes"] = version.Notes,
                }),
            ]),
        };
}
