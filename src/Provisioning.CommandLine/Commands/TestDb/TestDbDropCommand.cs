using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Testing;

namespace Provisioning.CommandLine.Commands.TestDb;

/// <summary><c>provision testdb drop</c>.</summary>
internal static class TestDbDropCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Drops the test databases of these names, or with --all those that are kept; those of processes that run are then left alone. A
            database that is no test database is refused, and nothing is dropped.

            Examples:
              provision testdb drop test_towow_7d3f00a100000001_0d9c5e2b --url postgresql://me@localhost:5432/postgres
              provision testdb drop --all --templates --url sqlite:///any.db
            """;
        var target = new TargetOptions(command);
        var names = command.Argument("names", "The names, as `testdb list` has them.", multipleValues: true);
        var all = command.Flag("--all", "Drop all that are kept.");
        var templates = command.Flag(
            "--templates",
            "Drop the templates as well; the next `testdb get` builds its own."
        );
        var dryRun = command.Flag("--dry-run", "Say what would be done, and do nothing.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            string[] given = [.. names.Values.OfType<string>()];
            if (given.Length == 0 && !all.HasValue() && !templates.HasValue())
            {
                throw new UsageException("Which test databases? Give their names, --all, or --templates.");
            }

            if (Array.Find(given, name => !TestDatabases.IsTestDatabase(name)) is { } other)
            {
                throw new UsageException(
                    $"{other} is no test database, and nothing was dropped. "
                        + "`provision testdb list` lists those that are."
                );
            }

            var databases = await TestDatabases.OpenAsync(target.DatabaseAlone, token);
            var entries = await databases.ListAsync(token);
            bool IsChosen(TestDatabaseEntry entry) =>
                given.Contains(entry.Name, StringComparer.Ordinal)
                || (all.HasValue() && entry.State is TestDatabaseState.Kept)
                || (templates.HasValue() && entry.State is TestDatabaseState.Template);
            string[] chosen = [.. entries.Where(IsChosen).Select(entry => entry.Name)];
            if (!dryRun.HasValue())
            {
                foreach (var name in chosen)
                {
                    await databases.DropAsync(name, token);
                }
            }

            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["dropped"] = new JsonArray([.. chosen.Select(name => JsonValue.Create(name))]),
                        ["dry_run"] = dryRun.HasValue(),
                        ["changed"] = chosen.Length > 0 && !dryRun.HasValue(),
                    },
                () =>
                    chosen.Length == 0
                        ? "There is none of these, nothing to do."
                        : string.Join(
                            '\n',
                            chosen.Select(name => $"{name}: {(dryRun.HasValue() ? "would be dropped" : "dropped")}.")
                        ),
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }
}
