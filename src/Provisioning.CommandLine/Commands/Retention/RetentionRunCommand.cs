using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Retention;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Retention;

/// <summary><c>provision retention run</c>.</summary>
internal static class RetentionRunCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Deletes the rows that are past their time, the oldest first, each batch in a transaction of its own, so that no lock is held for long. Rows that
            another session holds are left for the next run. Stopped at any moment it leaves whole batches, and the next run goes on. Of two runs at once on
            PostgreSQL the second says so and exits with 5. Where no index finds the rows of a table of more than a million, it refuses. A partition whose rows are all past is dropped.

            Examples:
              provision retention run --system querygpt --dry-run
              provision retention run --system querygpt --yes --until 30m --pause 50
            """;
        var target = new TargetOptions(command);
        var rules = new RetentionRules(command);
        var confirmation = new Confirmation(command);
        var report = new Report(command);
        var options = Choices(command);
        var dryRun = command.Flag("--dry-run", "Say what would be deleted, and delete nothing.");
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (database, chosen, how) = (target.DatabaseAlone, rules.For(target.SystemOrNone), options());
            await OwnDatabase.RequireAsync(target.SystemOrNone, database, token);
            var retention = new DataRetention(
                database,
                chosen,
                TimeProvider.System,
                target.SystemOrNone?.Migrations.VersionTable
            );
            if (dryRun.HasValue())
            {
                var plan = await retention.PlanAsync(token);
                await report.WriteAsync(
                    () => RetentionPlanCommand.Json(plan, database.Location),
                    () => RetentionPlanCommand.Text(plan, database.Location),
                    token
                );
                return ExitCode.Done;
            }

            var names = string.Join(", ", chosen.Select(rule => rule.Name));
            await confirmation.RequireAsync(
                database,
                $"deletes the rows that are past their time by {names}, and drops partitions that can have no others",
                token
            );
            var results = await retention.RunAsync(how, progress: null, token);
            await report.WriteAsync(
                () => Json(results, database.Location),
                () => Text(results, database.Location),
                token
            );
            return ExitCode.Done;
        });
    }

    private static Func<RetentionOptions> Choices(CommandLineApplication command)
    {
        var batch = command.Value("--batch <N>", "How many rows a transaction deletes at most. Default: 1000.");
        var pause = command.Value("--pause <MS>", "How long to pause between two transactions. Default: 0.");
        var until = command.Value(
            "--until <TIME>",
            "Begin no further transaction after this time: 30m, 2h. Default: until nothing is due."
        );
        var tableWait = command.Value(
            "--table-wait <MS>",
            "How long a statement may wait for a lock, before the batch is tried again. Default: 1000. PostgreSQL only."
        );
        var allowScan = command.Flag(
            "--allow-scan",
            "Also read a large table from end to end, with every batch, where no index finds the rows."
        );
        return () =>
            new()
            {
                Batch = (int)(batch.Number(least: 1, most: 1_000_000) ?? 1000),
                Pause = TimeSpan.FromMilliseconds(pause.Number(most: 3_600_000) ?? 0),
                Until = until.Value() is { } text ? RetentionRules.Time(text, "--until") : null,
                LockTimeout = TimeSpan.FromMilliseconds(tableWait.Number(least: 1, most: int.MaxValue) ?? 1000),
                AllowsScan = allowScan.HasValue(),
            };
    }

    private static string Text(IReadOnlyList<RetentionResult> results, string location)
    {
        var table = Report.Table([
            ["rule", "deleted", "batches", "left"],
            .. results.Select(result =>
                new[]
                {
                    result.Rule.Name,
                    result.Deleted.ToString("N0", CultureInfo.InvariantCulture),
                    result.Batches.ToString("N0", CultureInfo.InvariantCulture),
                    result.IsComplete ? "nothing" : "some, for the next run",
                }
            ),
        ]);
        var dropped = string.Concat(
            results
                .Where(result => result.Dropped.Count > 0)
                .Select(result =>
                    $"\n{result.Rule.Name}: {Format.Count(result.Dropped.Count, "partition", "dropped")}: "
                    + $"{string.Join(", ", result.Dropped)}"
                )
        );
        var deleted = Format.Count(results.Sum(result => result.Deleted), "row", "deleted");
        return $"{table}\n{dropped}\n{deleted} from {location}.";
    }

    private static JsonObject Json(IReadOnlyList<RetentionResult> results, string location) =>
        new()
        {
            ["database"] = location,
            ["deleted"] = results.Sum(result => result.Deleted),
            ["complete"] = results.All(result => result.IsComplete),
            ["rules"] = new JsonArray([
                .. results.Select(result => new JsonObject
                {
                    ["rule"] = result.Rule.Name,
                    ["table"] = result.Rule.Table.ToString(),
                    ["cutoff"] = result.Cutoff.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                    ["deleted"] = result.Deleted,
                    ["batches"] = result.Batches,
                    ["dropped_partitions"] = Format.List(result.Dropped.Select(name => name.ToString())),
                    ["complete"] = result.IsComplete,
                }),
            ]),
        };
}
