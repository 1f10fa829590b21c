using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.PostgreSql.PointInTime;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Pitr;

/// <summary><c>provision pitr status</c>.</summary>
internal static class PitrStatusCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows the copies and how far the log goes, and whether it has a gap. With --verify every file of every copy is read and compared with its SHA-256;
            with --url the server is asked about the slot. Exits with 3 where something is wrong.

            Examples:
              provision pitr status --from /backups/db
              provision pitr status --from /backups/db --verify --url postgresql://copier@db/postgres
            """;
        var url = PitrCommand.Url(command);
        var from = command.Value("--from <COPIES>", "The folder that `provision pitr init` made.");
        var verify = command.Flag("--verify", "Read all copies.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var status = await PitrStatus.ReadAsync(
                PitrCommand.Folder(from),
                PitrCommand.Find(url),
                verify.HasValue(),
                token
            );
            await report.WriteAsync(() => Json(status), () => Text(status), token);
            return status.Problems.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
    }

    private static string Text(PitrStatus status)
    {
        string[] lines =
        [
            .. status.Copies.Select(copy =>
                $"copy  {copy.Ended.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC  {copy.From} to {copy.Until}  {copy.Folder}"
            ),
            $"log   {Format.Count(status.Segments, "segment", "received")}"
                + $"{(status.Newest is null ? "" : $", the newest {status.Newest}")}",
            .. status.Problems,
            .. status.Advice,
            status.Problems.Count > 0
                ? $"{Format.Count(status.Problems.Count, "problem", "found")}."
                : $"Every moment since {status.Copies[0].Ended.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC can be reached, "
                    + $"as far as the log goes.",
        ];
        return string.Join('\n', lines);
    }

    private static JsonObject Json(PitrStatus status) =>
        new()
        {
            ["copies"] = new JsonArray([
                .. status.Copies.Select(copy => new JsonObject
                {
                    ["folder"] = copy.Folder,
                    ["earliest"] = copy.Ended,
                    ["from"] = copy.From,
                    ["until"] = copy.Until,
                }),
            ]),
            ["segments"] = status.Segments,
            ["newest"] = status.Newest,
            ["problems"] = new JsonArray([.. status.Problems.Select(text => JsonValue.Create(text))]),
            ["advice"] = new JsonArray([.. status.Advice.Select(text => JsonValue.Create(text))]),
        };
}
