using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Verify;

/// <summary><c>provision verify</c>.</summary>
internal static class VerifyCommand
{
    private const string Help = """

        Applies each migration, rolls it back and applies it again, in a temporary database that is dropped at the end,
        and compares structure and rows: after the way down they are to be what they were, and after the second way up
        what they were after the first. What is not is a finding; with one the exit code is 3.

        Before each migration the empty tables get rows, made from their structure alone, which satisfy keys and checks,
        those of later migrations too. A table for which that is not possible is named, and stays empty. A migration
        whose Down throws NotSupportedException cannot be rolled back, and is only applied; with --require-down that is a
        finding as well.

        No database of yours is touched: the temporary ones are made on the server of --url or --scratch, for which the
        role needs CREATEDB, or in temporary files where that is SQLite. Maintenance, profiles and repeatable migrations
        are left out.

        Examples:
          provision verify --system towow
          provision verify --system towow --from 3 --require-down
          provision verify --project src/My.Migrations --output junit > verify.xml
        """;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = Help;
        var from = command.Value("--from <VERSION>", "Verify the versions above this one. Default: all.");
        var to = command.Value("-t|--to <VERSION>", "The last version to verify. Default: the newest.");
        var rows = command.Value("--rows <N>", "How many rows each table gets, at most 1000. Default: 3.");
        var noRows = command.Flag("--no-rows", "Leave the tables empty.");
        var requireDown = command.Flag("--require-down", "A migration that cannot be rolled back is a finding.");
        var scratch = command.Value(
            "--scratch <URL>",
            "A server to make the temporary databases on. Default: the one of --url."
        );
        var target = new TargetOptions(command);
        var migrations = new MigrationOptions(command);
        var report = new Report(command, "junit");
        command.OnExecute(async () =>
        {
            var format = report.Format;
            if (rows.HasValue() && noRows.HasValue())
            {
                throw new UsageException("Give --rows or --no-rows, not both.");
            }

            var options = new VerificationOptions
            {
                Rows = noRows.HasValue() ? 0 : rows.Number(least: 1, most: 1000) ?? 3,
                RequiresDown = requireDown.HasValue(),
            };
            var system = target.System;
            var place = scratch.Value() is { } url ? target.Other(url, target.AskedSchema) : target.Database;
            var verified = await RunProgress.WatchAsync(progress =>
                new MigrationVerification(
                    migrations.Of(system),
                    place,
                    options,
                    TimeProvider.System,
                    system.Platform,
                    progress
                ).RunAsync(from.Number(), to.Number(), token)
            );
            var page = new VerificationPage(verified, system, place.Dialect.Name, options);
            if (format is "junit")
            {
                // As it is: no proposed command in it gets the options of this one.
                await StandardOutput.Writer.WriteLineAsync(page.JUnit().AsMemory(), token);
            }
            else
            {
                await report.WriteAsync(page.Json, page.Text, token);
            }

            return verified.Failed > 0 ? ExitCode.Found : ExitCode.Done;
        });
    }
}
