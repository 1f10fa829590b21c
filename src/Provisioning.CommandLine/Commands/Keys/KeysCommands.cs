using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary><c>provision keys</c>.</summary>
internal static class KeysCommands
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication group, CancellationToken token)
    {
        group.ExtendedHelpText = """

            The key of encrypted columns: it is read from a file or the environment, and never printed.

            Examples:
              provision keys new --to querygpt.key
              provision keys check --system querygpt
            """;
        group.Add(
            token,
            ("new", "Make a key.", KeysNewCommand.Configure),
            ("show-id", "Show the id of a key, without revealing it.", KeysShowIdCommand.Configure),
            ("check", "Check that every encrypted value can be read with the key.", KeysCheckCommand.Configure),
            ("rotate", "Re-encrypt every encrypted value with another key.", KeysRotateCommand.Configure)
        );
    }
}
