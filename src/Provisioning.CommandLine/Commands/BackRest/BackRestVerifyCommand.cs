using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.BackRest;

/// <summary><c>provision backrest verify</c>.</summary>
internal static class BackRestVerifyCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Reads every file of the repository, the log as well, and compares it with its checksum. Exits with 3 where one is missing or has changed.

            Examples:
              provision backrest verify --config /etc/provision/backrest.conf
            """;
        var options = BackRestCommand.Options(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var repository = options();
            var (backups, problems) = (await repository.ListAsync(token), await repository.VerifyAsync(token));
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["backups"] = new JsonArray([
                            .. backups.Select(backup => new JsonObject
                            {
                                ["label"] = backup.Label,
                                ["kind"] = backup.Kind,
                                ["ended"] = backup.Ended,
                                ["bytes"] = backup.Bytes,
                            }),
                        ]),
                        ["problems"] = new JsonArray([.. problems.Select(text => JsonValue.Create(text))]),
                    },
                () =>
                    string.Join(
                        '\n',
                        [
                            .. backups.Select(backup =>
                                $"{backup.Label}  {backup.Kind}  {backup.Ended.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
                            ),
                            .. problems,
                            problems.Count == 0
                                ? "The repository is whole."
                                : $"{Format.Count(problems.Count, "problem", "found")}.",
                        ]
                    ),
                token
            );
            return problems.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
    }
}
