using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Load;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;
using Provisioning.Seeding;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision seed</c>.</summary>
internal static class SeedCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Adds rows to a migrated database: the seeders asked for, or all that the system has. The same seed number makes the same rows with the
            same ids, so that running it twice adds nothing. A seeder's rows are added all or none.

            With --auto every table that has no rows gets some, made from the structure of the database alone, whoever made it; no system is needed.
            Keys, foreign keys and checks hold. A table for which that is not possible is named, and the exit code is 3. With --system and --rows the
            tables share a number of rows. The same seed number makes the same rows, whatever the number of connections. More than 100,000 rows are
            added in ranges, a transaction each: interrupted, the load goes on with --resume.

            Examples:
              provision seed --system towow
              provision seed --system towow --mock-agents-count 1000 --seed 7
              provision seed --system towow --rows 5M
              provision seed --auto --rows 1000 --url sqlite:///shop.db
              provision seed --auto --rows messages=2M,threads=50k --dry-run
              provision seed --auto --like stats.json --scale 0.1
            """;
        var target = new TargetOptions(command);
        var seeds = new SeedCommandOptions(command);
        var auto = new AutoSeed(command, target, seeds);
        var dryRun = command.Flag(
            "--dry-run",
            "Say how many rows would be added, with --auto also the first ten of each table, and add none."
        );
        var history = new HistoryFlags(command, applies: false);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            if (auto.IsGiven)
            {
                return await auto.RunAsync(history, report, dryRun.HasValue(), token);
            }

            var (system, database) = (target.System, target.Database);
            var chosen = seeds.For(system, allByDefault: true);
            if (chosen.Count == 0)
            {
                throw new UsageException($"System {system.Name} has no seeders.");
            }

            await using var session = await database.OpenAsync(token);
            await HistoryCheck.RequireAsync(
                session,
                MigrationOptions.Catalog(system),
                new() { History = history.Value },
                TimeProvider.System,
                dryRun.HasValue(),
                token
            );
            var done = await RunProgress.WatchAsync(progress =>
                RunAsync(new(session, progress, dryRun.HasValue()), chosen, token)
            );
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["system"] = system.Name,
                        ["database"] = database.Location,
                        ["dry_run"] = dryRun.HasValue(),
                        ["seeded"] = new System.Text.Json.Nodes.JsonArray([.. done.Select(Format.Seeded)]),
                    },
                () => string.Join('\n', done.Select(seeded => Text(seeded, dryRun.HasValue()))),
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }

    private static async Task<IReadOnlyList<SeedReport>> RunAsync(
        SeedRunner runner,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> chosen,
        CancellationToken token
    )
    {
        var done = new List<SeedReport>();
        foreach (var (seeder, options) in chosen)
        {
            done.Add(await runner.RunAsync(seeder, options, token));
        }

        return done;
    }

    private static string Text(SeedReport report, bool isDryRun)
    {
        var (made, added) = (report.Tables.Sum(table => table.Made), report.Tables.Sum(table => table.Added));
        return $"{report.Seeder}: "
            + $"{Format.Count(added, "row", isDryRun ? "to be added" : "added")}"
            + $"{(added < made ? $", {Format.Count(made - added, "row", "there already")}" : "")}";
    }
}
