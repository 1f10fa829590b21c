using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

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

            var status = await StatusPage.ReadAsync(system, catalog, session, token);
            var least = atLeast.Value() is "newest" ? catalog.Latest : atLeast.Number();
            var isThere = least is null || status.Other is null && IsAt(least.Value, status.Ledger, status.Versions);
            await report.WriteAsync(
                () => status.Json(least is null ? null : isThere),
                () =>
                    status.Text(isLong.HasValue())
                    + (isThere ? "" : $"\nIt is not at {Format.Version(least!.Value)} yet."),
                token
            );
            var isFine =
                !check.HasValue()
                || status.Other is null && status.Versions.All(each => IsFine(each, allowUnknown.HasValue()));
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
}
