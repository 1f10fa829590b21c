using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Security.Encryption;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary><c>provision keys check</c>.</summary>
internal static class KeysCheckCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Reads every value of the system's encrypted columns and decrypts it with the key. Changes nothing, shows no value, and exits with 3 where one
            cannot be read, naming its row.

            Examples:
              provision keys check --system querygpt --key-file ./querygpt.key
              provision keys check --system vibesurf --url sqlite:///vibe_surf.db --output json
            """;
        var target = new TargetOptions(command);
        var source = new KeySource(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var key = source.Required(system);
            await using var session = await database.OpenAsync(token);
            var counts = await new KeyRotation(session, system.EncryptedColumns, key).CountAsync(new KeyText(), token);
            var unreadable = counts.Sum(count => count.Unreadable);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["system"] = system.Name,
                        ["database"] = database.Location,
                        ["key"] = key.Id,
                        ["unreadable"] = unreadable,
                        ["columns"] = KeyText.Json(counts, rewritten: null),
                    },
                () =>
                    KeyText.Text(counts, hasFormer: false, rewritten: null)
                    + (
                        counts.Count == 0 ? $"{system.Title} has no encrypted columns."
                        : unreadable == 0
                            ? $"{system.Title} in {database.Location}: "
                                + $"{Format.Count(counts.Sum(count => count.Values), "value", $"read with {key}")}."
                        : $"{system.Title} in {database.Location}: "
                            + $"{Format.Count(unreadable, "value", $"not to be read with {key}")}."
                    ),
                token
            );
            return unreadable == 0 ? ExitCode.Done : ExitCode.Found;
        });
    }
}
