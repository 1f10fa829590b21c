using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Security.Encryption;
using Provisioning.Security.Files;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary><c>provision keys new</c>.</summary>
internal static class KeysNewCommand
{
    /// <summary>Gives the command its options.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes a key of 32 random bytes, in the form that Python's cryptography takes for Fernet. With --to it goes to a new file that only its owner
            may read, and what is printed is which key it is; without, the key itself is printed.

            Examples:
              provision keys new --to ./querygpt.key
              provision keys new | kubectl create secret generic querygpt-key --from-file=key=/dev/stdin
            """;
        var to = command.Value("--to <FILE>", "The file. One that is there is not overwritten.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var key = EncryptionKey.Generate();
            if (to.Value() is { } path)
            {
                if (File.Exists(path))
                {
                    throw new UsageException($"{path} is there already, and a key that is lost is lost for good. Nothing was written. Name another file.");
                }

                DurableFile.WriteNew(path, $"{key.Export()}\n");
                await report.WriteAsync(() => new() { ["id"] = key.Id, ["file"] = path }, () => $"{key} stands in {path}. Keep a copy apart from the data: without it nobody reads what it encrypts.", token);
            }
            else
            {
                await report.WriteAsync(() => new() { ["id"] = key.Id, ["key"] = key.Export() }, key.Export, token);
            }

            return ExitCode.Done;
        });
    }
}
