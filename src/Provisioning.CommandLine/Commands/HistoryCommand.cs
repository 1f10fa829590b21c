using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Ledger;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision history</c>.</summary>
internal static class HistoryCommand
{
    private const int Usual = 50;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows everything that was run, the newest first: up, down, what repair did, failed attempts, and runs that
            began and did not end, under their last migration; who did it, from where, when, how long it took, and which
            locks it waited for. Its rows are never deleted, also where a version is rolled back.

            Examples:
              provision history --system towow
              provision history --system towow --version 2 --output json
            """;
        var target = new TargetOptions(command);
        var report = new Report(command);
        var limit = command.Value("--limit <N>", "How many rows to show. Default: 50.");
        var version = command.Value("--version <VERSION>", "Only what happened to this version.");
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var most = (int)(limit.Number(least: 1, most: int.MaxValue) ?? Usual);
            await using var session = await database.OpenAsync(token);
            var rows = await HistoryReader.ReadAsync(
                session,
                system.Migrations.VersionTable,
                version.Number(),
                most,
                token
            );
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["system"] = system.Name,
                        ["database"] = database.Location,
                        ["history"] = new JsonArray([.. rows.Select(Json)]),
                    },
                () => Text(rows, database.Location),
                token
            );
            return ExitCode.Done;
        });
    }

    /// <summary>A row as JSON.</summary>
    public static JsonObject Json(HistoryRow row) =>
        new()
        {
            ["version"] = row.Event.Version,
            ["name"] = row.Event.Name,
            ["event"] = row.Event.What,
            ["outcome"] = row.Event.Outcome,
            ["recorded_at"] = Moment(row.RecordedAt),
            ["started_at"] = Moment(row.Event.StartedAt?.UtcDateTime),
            ["duration_ms"] = row.DurationMs,
            ["role"] = row.Role,
            ["by"] = row.Actor,
            ["host"] = row.Origin.Host,
            ["pipeline"] = row.Origin.Pipeline,
            ["commit"] = row.Origin.Commit,
            ["checksum"] = row.Event.Checksum,
            ["tool_version"] = row.ToolVersion,
            ["system"] = row.System,
            ["notes"] = row.Event.Notes,
            ["from_ledger"] = row.IsOfLedger,
        };

    private static string Text(IReadOnlyList<HistoryRow> rows, string location)
    {
        if (rows.Count == 0)
        {
            return $"Nothing was run on {location}.";
        }

        string[][] table =
        [
            ["when (UTC)", "what", "version", "name", "took", "by", "from"],
            .. rows.Select(row =>
                new[]
                {
                    row.RecordedAt?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
                    row.Event.What + (row.Event.Outcome == HistoryEvent.Done ? "" : $" {row.Event.Outcome}"),
                    row.Event.Version.ToString(CultureInfo.InvariantCulture),
                    Format.Line(row.Event.Name),
                    row.DurationMs is { } took ? string.Create(CultureInfo.InvariantCulture, $"{took} ms") : "",
                    Format.Line(row.Role is { } role ? $"{row.Actor} as {role}" : row.Actor),
                    Format.Line(
                        string.Join(' ', new[] { row.Origin.Host, row.Origin.Pipeline, Short(row) }.OfType<string>())
                    ),
                }
            ),
        ];
        var notes = rows.Where(row => row.Event.Notes is not null)
            .Select(row =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n{row.Event.Version} {row.Event.What}: {Format.Line(row.Event.Notes!)}"
                )
            );
        return Report.Table(table, ToneOf) + (notes.Any() ? "\n" : "") + string.Concat(notes);
    }

    private static string? Short(HistoryRow row) =>
        row.Origin.Commit is { Length: > 12 } commit ? commit[..12] : row.Origin.Commit;

    private static string? Moment(DateTime? moment) =>
        moment?.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static Tone ToneOf(int column, string text) =>
        column == 1
        && (
            text.EndsWith(HistoryEvent.Failed, StringComparison.Ordinal)
            || text.EndsWith(HistoryEvent.Interrupted, StringComparison.Ordinal)
        )
            ? Tone.Bad
            : Tone.Plain;
}
