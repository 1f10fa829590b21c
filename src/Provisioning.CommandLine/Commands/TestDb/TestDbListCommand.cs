using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Testing;

namespace Provisioning.CommandLine.Commands.TestDb;

/// <summary><c>provision testdb list</c>.</summary>
internal static class TestDbListCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Lists the test databases on the server that --url names, or of SQLite on this machine: in use by a process that runs, kept until
            they are dropped, or templates. What killed processes left is dropped first.

            Examples:
              provision testdb list --url postgresql://me@localhost:5432/postgres
              provision testdb list --url sqlite:///any.db --output json
            """;
        var target = new TargetOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var databases = await TestDatabases.OpenAsync(target.DatabaseAlone, token);
            var entries = await databases.ListAsync(token);
            await report.WriteAsync(() => Json(entries), () => Text(entries), token);
            return ExitCode.Done;
        });
    }

    /// <summary>The word for a state, in text and JSON.</summary>
    public static string Word(TestDatabaseState state) =>
        state switch
        {
            TestDatabaseState.InUse => "in use",
            TestDatabaseState.Kept => "kept",
            TestDatabaseState.Left => "left",
            _ => "template",
        };

    private static string Text(IReadOnlyList<TestDatabaseEntry> entries) =>
        entries.Count == 0
            ? "There are no test databases."
            : Report.Table([
                ["database", "bytes", "state"],
                .. entries.Select(entry =>
                    new[]
                    {
                        entry.Name,
                        entry.Bytes?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                        Word(entry.State),
                    }
                ),
            ]);

    private static JsonObject Json(IReadOnlyList<TestDatabaseEntry> entries) =>
        new()
        {
            ["databases"] = new JsonArray([
                .. entries.Select(entry => new JsonObject
                {
                    ["name"] = entry.Name,
                    ["bytes"] = entry.Bytes,
                    ["state"] = Word(entry.State),
                }),
            ]),
        };
}
