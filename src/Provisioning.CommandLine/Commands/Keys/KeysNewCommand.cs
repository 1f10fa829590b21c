using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Security.Encryption;
using Provisioning.Security.Files;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary><c>provision keys new</c>.</summary>
internal static class KeysNewCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes a key of 32 random bytes, in the form that Python's cryptography takes for Fernet. With --to it goes to a new file that only its owner
            may read, and what is printed is which key it is; without, the key itself is printed.

            Examples:
              provision keys new --to ./querygpt.key
              provision keys new | kubectl create secret generic querygpt-key --from-file=key=/dev/stdin
            """;
        var to = command.Value("--to <FILE>", "The file. An existing file is not overwritten.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var key = EncryptionKey.Generate();
            if (to.Value() is { } path)
            {
                if (File.Exists(path))
                {
                    throw new UsageException(
                        $"{path} exists already, and an overwritten key cannot be recovered. Nothing was written. "
                            + $"Name another file."
                    );
                }

                DurableFile.WriteNew(path, $"{key.Export()}\n");
                await report.WriteAsync(
                    () => new() { ["id"] = key.Id, ["file"] = path },
                    () =>
                        $"{key} is in {path}. Keep a copy apart from the data: without the key it cannot be decrypted.",
                    token
                );
            }
            else
            {
                await report.WriteAsync(() => new() { ["id"] = key.Id, ["key"] = key.Export() }, key.Export, token);
            }

            return ExitCode.Done;
        });
    }
}
