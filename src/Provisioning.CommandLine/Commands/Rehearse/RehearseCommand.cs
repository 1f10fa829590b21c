using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Rehearse;

/// <summary><c>provision rehearse</c>.</summary>
internal static class RehearseCommand
{
    private const string Help = """

        Upgrades a copy of a database, rolls the upgrade back, and upgrades again, and says how long each migration
        took, who would have waited for it, and how large the database became. What the way down does not bring back is
        a finding: another structure, other numbers of rows. With a finding the exit code is 3. A migration that fails
        is an error, and the copy is gone afterwards in any case.

        The copy is of the database of --url with its rows as they are now, which is only read; with --backup-from of a
        set of a repository; with --from VERSION it is built by the migrations up to that version, and filled by the
        seeders. It is made beside the database, for which the role needs CREATEDB, or on the server of --scratch, and
        needs as much room as the database takes.

        Examples:
          provision rehearse --system towow --url postgresql://me@localhost:5432/towow
          provision rehearse --system towow --from 1 --mock-agents-count 10000
          provision rehearse --system towow --backup-from /backups/towow --key-file backup.key
        """;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = Help;
        var to = command.Value("-t|--to <VERSION>", "The last version to apply. Default: the newest.");
        var noDown = command.Flag("--no-down", "Only upgrade: the release is not to be rolled back.");
        var target = new TargetOptions(command);
        var source = new CopySource(command, target);
        var migrations = new MigrationOptions(command);
        var run = new RunOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, options) = (target.System, run.Value);
            var catalog = migrations.Of(system);
            var rehearsed = await RunProgress.WatchAsync(progress =>
                source.UseAsync(
                    catalog,
                    options,
                    progress,
                    copy =>
                        new Rehearsal(catalog, copy, options, TimeProvider.System, system.Platform, progress).RunAsync(
                            to.Number(),
                            !noDown.HasValue(),
                            token
                        ),
                    token
                )
            );
            var page = new RehearsalPage(rehearsed, system, source.Text);
            await report.WriteAsync(page.Json, page.Text, token);
            return rehearsed.Findings.Count > 0 ? ExitCode.Found : ExitCode.Done;
        });
    }
}
