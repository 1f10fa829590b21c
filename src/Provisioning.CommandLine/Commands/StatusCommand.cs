using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision status</c>.</summary>
internal static class StatusCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows every version: applied, pending, interrupted (began outside a transaction and did not end), edited
            (describes something else than what was applied), unknown (applied, but no migration has it), excluded (left
            out by its tags); which of them are out of order; and whether another system migrated the database. With
            --check it exits with 3 unless all is applied, known and unedited; with --allow-unknown as well, versions of
            a newer release count as applied.

            --at-least is for what waits for a release, as the init container of an application: it exits with 3 until
            the version and all known ones below it are applied, and with 0 from then on, also where a newer release has
            migrated the database further.

            Examples:
              provision status --system towow
              provision status --system towow --sql 2
              provision status --system towow --check --output json
              provision status --system towow --at-least newest
            """;
        var target = new TargetOptions(command);
        var migrations = new MigrationOptions(command);
        var report = new Report(command);
        var check = command.Flag("--check", "Exit with 3 where anything is pending, interrupted, unknown or edited.");
        var allowUnknown = command.Flag("--allow-unknown", "With --check: unknown versions count as applied.");
        var atLeast = command.Value(
            "--at-least <VERSION>",
            "Exit with 3 where the database is not at this version yet, or newest for the newest of this build."
        );
        var isLong = command.Flag("--long", "Show who and how long on a narrow terminal, too, and the ledger's notes.");
        var sql = command.Value(
            "--sql <VERSION>",
            "Print the SQL that ran for a version instead, as the ledger keeps it."
        );
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var catalog = migrations.Of(system);
            await using var session = await database.OpenAsync(token);
            if (sql.Number() is { } wanted)
            {
                return await PrintAsync(report, session, catalog.VersionTable, wanted, token);
            }

            var ledger = await InStepReader.ReadAllowedAsync(session, catalog, token);
            var versions = MigrationStatus.WithEdits(
                MigrationStatus.Of(catalog, ledger),
                catalog,
                database.Dialect,
                database.ConnectionString
            );
            var other = MigrationHistory.Of(catalog, ledger, versions).OtherSystem;
            var least = atLeast.Value() is "newest" ? catalog.Latest : atLeast.Number();
            var isThere = least is null || other is null && IsAt(least.Value, ledger, versions);
            var edits = new EditPage(
                await EditedSql.CompareAsync(
                    session,
                    catalog,
                    other is null ? versions.Where(version => version.State is VersionState.Edited) : [],
                    token
                )
            );
            await report.WriteAsync(
                () => Json(system, database.Location, ledger, versions, other, edits, least is null ? null : isThere),
                () =>
                    Text(system, database.Location, ledger, versions, other, edits, isLong.HasValue())
                    + (isThere ? "" : $"\nIt is not at {Format.Version(least!.Value)} yet."),
                token
            );
            var isFine =
                !check.HasValue() || other is null && versions.All(each => IsFine(each, allowUnknown.HasValue()));
            return isThere && isFine ? ExitCode.Done : ExitCode.Found;
        });
    }

    private static bool IsFine(VersionStatus version, bool allowsUnknown) =>
        version.State is VersionState.Applied or VersionState.Excluded
        || (version.State is VersionState.Unknown && allowsUnknown);

    // What a newer release has applied above it does not matter, nor does an edit.
    private static bool IsAt(long least, LedgerState ledger, IReadOnlyList<VersionStatus> versions) =>
        ledger.Current >= least
        && versions
            .Where(version => version.Version <= least)
            .All(version => version.State is not (VersionState.Pending or VersionState.Interrupted));

    private static async Task<int> PrintAsync(
        Report report,
        DatabaseSession session,
        VersionTable versions,
        long version,
        CancellationToken token
    )
    {
        var ran = await RanAsync(session, versions, version, token);
        await report.WriteAsync(
            () => new() { ["version"] = version, ["sql"] = ran },
            () => ran.TrimEnd('\n'),
            token,
            asIs: true
        );
        return ExitCode.Done;
    }

    private static async Task<string> RanAsync(
        DatabaseSession session,
        VersionTable versions,
        long version,
        CancellationToken token
    )
    {
        var ledger = versions.LedgerOn(session.Database.Dialect);
        var found = (await session.FindTablesAsync(token, ledger)).Contains(ledger)
            ? await LedgerReader.SqlAsync(session, versions, version, token)
            : null;
        return found
            ?? throw new UsageException(
                $"The ledger of {session.Database.Location} has no record of version {version}: it is not applied, or "
                    + "another tool applied it. `provision status` shows what is."
            );
    }

    private static string Text(
        DatabaseSystem system,
        string location,
        LedgerState ledger,
        IReadOnlyList<VersionStatus> versions,
        string? other,
        EditPage edits,
        bool isLong
    )
    {
        string[][] table =
        [
            ["version", "state", "applied on (UTC)", "took", "by", "name"],
            .. versions.Select(version =>
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
            if (versions.Count(version => version.State == state) is > 0 and var count)
            {
                counts.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{count} {state.ToString().ToLowerInvariant()}")
                );
            }
        }

        var errors = versions
            .Where(version => version.Error is not null)
            .Select(version =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n{version.Version} {(version.State is VersionState.Edited ? "edited" : "stopped")}: "
                        + $"{version.Error}"
                )
            );
        var notes = versions
            .Where(version => isLong && version.Notes is not null)
            .Select(version => string.Create(CultureInfo.InvariantCulture, $"\n{version.Version}: {version.Notes}"));
        var edited = edits.ToText(Terminal.Paint);
        return $"{Report.Table(table, ToneOf)}\n"
            + $"{string.Concat(errors)}{string.Concat(notes)}\n"
            + (edited.Length == 0 ? "" : $"{edited}\n\n")
            + $"{system.Title} in {location}: {string.Join(", ", counts)}; the database is at "
            + $"{Format.Version(ledger.Current)}."
            + (ledger.InStep is { } kept ? $"\n{InStepText.Of(kept)}" : "")
            + (other is null ? "" : $"\nAnother system migrated it: {other}.")
            + (ledger.IsLedgerClosed ? "\nThis role may not read the ledger, which says who, how long and what." : "");
    }

    private static Tone ToneOf(int column, string text) =>
        column != 1 ? Tone.Plain
        : text is "applied" ? Tone.Good
        : text is "excluded" ? Tone.Faint
        : text.StartsWith("pending", StringComparison.Ordinal) || text.StartsWith("applied", StringComparison.Ordinal)
            ? Tone.Warning
        : Tone.Bad;

    private static JsonObject Json(
        DatabaseSystem system,
        string location,
        LedgerState ledger,
        IReadOnlyList<VersionStatus> versions,
        string? other,
        EditPage edits,
        bool? isAtLeast
    ) =>
        new()
        {
            ["system"] = system.Name,
            ["database"] = location,
            ["version"] = ledger.Current,
            ["other_system"] = other,
            ["at_least"] = isAtLeast,
            ["in_step_with"] = ledger.InStep is { } kept ? InStepText.Json(kept) : null,
            ["edits"] = edits.ToJson(),
            ["ledger_closed"] = ledger.IsLedgerClosed,
            ["pending"] = versions.Count(version => version.State is VersionState.Pending),
            ["versions"] = new JsonArray([
                .. versions.Select(version => new JsonObject
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
