using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary><c>provision keys show-id</c>.</summary>
internal static class KeysShowIdCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Prints the first 8 hexadecimal digits of the key's SHA-256: enough to tell keys apart, and nothing of the key itself.

            Examples:
              provision keys show-id --key-file ./querygpt.key
              PROVISIONING_ENCRYPTION_KEY_FILE=/run/secrets/key provision keys show-id
            """;
        var source = new KeySource(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var key = source.Required(system: null);
            await report.WriteAsync(() => new() { ["id"] = key.Id }, () => key.Id, token);
            return ExitCode.Done;
        });
    }
}
