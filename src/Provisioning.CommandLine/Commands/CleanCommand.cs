using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;
using Provisioning.Seeding;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision clean</c>.</summary>
internal static class CleanCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Deletes what the seeders have added, and nothing else: the rows with the keys that they make with the same numbers, all or none. Where
            other rows hang on them it deletes nothing and says which.

            Examples:
              provision clean --system towow --yes
              provision clean --system towow --mock-agents-count 1000 --seed 7 --yes
            """;
        var target = new TargetOptions(command);
        var seeds = new SeedCommandOptions(command);
        var confirmation = new Confirmation(command);
        var dryRun = command.Flag("--dry-run", "Say how many rows would be deleted, and delete none.");
        var history = new HistoryFlags(command, applies: false);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var chosen = seeds.For(system, allByDefault: true);
            await using var session = await database.OpenAsync(token);
            await HistoryCheck.RequireAsync(
                session,
                MigrationOptions.Catalog(system),
                new() { History = history.Value },
                TimeProvider.System,
                dryRun.HasValue(),
                token
            );
            if (!dryRun.HasValue())
            {
                await confirmation.RequireAsync(
                    database,
                    $"deletes the rows of {string.Join(" and ", chosen.Select(choice => choice.Seeder.Name))}",
                    token
                );
            }

            var deleted = await new SeedCleaner(session, system.Migrations.VersionTable, dryRun.HasValue()).RunAsync(
                chosen,
                token
            );
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["system"] = system.Name,
                        ["database"] = database.Location,
                        ["dry_run"] = dryRun.HasValue(),
                        ["deleted"] = new JsonArray([
                            .. deleted.Select(table => new JsonObject
                            {
                                ["table"] = table.Table.ToString(),
                                ["rows"] = table.Deleted,
                            }),
                        ]),
                    },
                () =>
                    $"{Format.Count(deleted.Sum(table => table.Deleted), "row", dryRun.HasValue() ? "to be deleted"
                        : "deleted")} from {database.Location}.",
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }
}
