using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Reports;

/// <summary><c>provision report …</c>: a command for each question of the run-book.</summary>
internal static class ReportCommands
{
    private static readonly (string Name, string Description, string Help)[] Reports =
    [
        (
            "activity",
            "Who is connected, since when, and what it runs.",
            "The sessions on this database, busy ones first and the longest transaction before others. PostgreSQL."
        ),
        (
            "slow-queries",
            "The statements that take longest on average.",
            "From pg_stat_statements, with the names that PostgreSQL 13 and later have; says how to install it where "
                + "it is missing. PostgreSQL."
        ),
        (
            "sizes",
            "How large the tables and their indexes are.",
            "The largest tables first: rows as the server estimates them, table, indexes and what lies beside it. On "
                + "SQLite by dbstat, else the whole file's size."
        ),
        (
            "indexes",
            "How much each index is used.",
            "The least used first, with its size. On SQLite, which counts no use, the largest first."
        ),
        (
            "vacuum",
            "Which tables have dead rows, and when they were vacuumed.",
            "The most dead rows first; vacuum_at_rows is how many autovacuum waits for. PostgreSQL."
        ),
        (
            "locks",
            "Who waits for a lock, and who holds it.",
            "A line for each session that waits and each one that it waits for. PostgreSQL."
        ),
    ];

    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication group, CancellationToken token)
    {
        group.ExtendedHelpText = """

            Prepared questions to a live database. They change nothing.

            Examples:
              provision report locks --url postgresql://me@localhost:5432/towow
              provision report sizes --system towow
            """;
        group.Add(
            token,
            [
                ("backup", "What is in a backup: rows, sizes, totals.", BackupReportCommand.Configure),
                .. Reports.Select(report =>
                    (
                        report.Name,
                        report.Description,
                        (Action<CommandLineApplication, CancellationToken>)(
                            (command, stop) => Configure(command, report.Name, report.Help, stop)
                        )
                    )
                ),
            ]
        );
    }

    private static void Configure(CommandLineApplication command, string name, string help, CancellationToken token)
    {
        command.ExtendedHelpText = $"""

            {help} Long texts are cut in the table, and whole in JSON; passwords in queries are masked.

            Examples:
              provision report {name} --url postgresql://me@localhost:5432/towow
              provision report {name} --system towow --limit 50 --output json
            """;
        var target = new TargetOptions(command);
        var report = new Report(command);
        var limit = command.Value("--limit <N>", "How many rows at most. Default: 20.");
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var database = target.DatabaseAlone;
            var table = await RunBook.AskAsync(database, name, limit.Number(least: 1) ?? 20, token);
            await report.WriteAsync(() => Json(table, database.Location), () => Text(table, database.Location), token);
            return ExitCode.Done;
        });
    }

    private static string Text(RunBookTable table, string location)
    {
        var rows = table.Rows.Select(row => row.Select((value, at) => Cell(table.Columns[at], value)).ToArray());
        return $"{Report.Table([ [.. table.Columns.Select(Heading)], .. rows ])}\n\n"
            + $"{Format.Count(table.Rows.Count, "row", $"of {table.Name} in {location}")}.";
    }

    private static JsonObject Json(RunBookTable table, string location) =>
        new()
        {
            ["report"] = table.Name,
            ["database"] = location,
            ["rows"] = Rows(table),
        };

    /// <summary>The rows as JSON, an object each.</summary>
    public static JsonArray Rows(RunBookTable table) =>
        new([
            .. table.Rows.Select(row => new JsonObject(
                row.Select((value, at) => KeyValuePair.Create(table.Columns[at], Node(table.Columns[at], value)))
            )),
        ]);

    private static string Heading(string column) =>
        column.EndsWith("_bytes", StringComparison.Ordinal) ? column[..^6]
        : column == "bytes" ? "size"
        : column;

    private static string Cell(string column, object? value) =>
        (value, column.EndsWith("bytes", StringComparison.Ordinal)) switch
        {
            (null, _) => "",
            (long bytes, true) => Amount.Bytes(bytes),
            (long number, _) when column.StartsWith("is_", StringComparison.Ordinal) => number == 1 ? "yes" : "no",
            (bool isSo, _) => isSo ? "yes" : "no",
            (long number, _) => number.ToString("N0", CultureInfo.InvariantCulture),
            (double number, _) => number.ToString("N1", CultureInfo.InvariantCulture),
            _ => Format.Line(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        };

    private static JsonNode? Node(string column, object? value) =>
        value switch
        {
            null => null,
            long number when column.StartsWith("is_", StringComparison.Ordinal) => number == 1,
            long number => number,
            int number => number,
            double number => Math.Round(number, 3),
            bool isSo => isSo,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
