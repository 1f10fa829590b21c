using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary><c>provision keys</c>.</summary>
internal static class KeysCommands
{
    /// <summary>Gives the group its commands.</summary>
    public static void Configure(CommandLineApplication group, CancellationToken token) => group.Add(
        token,
        ("new", "Make a key.", KeysNewCommand.Configure),
        ("show-id", "Say which key it is, and nothing of the key.", KeysShowIdCommand.Configure),
        ("check", "See whether every encrypted value can be read with the key.", KeysCheckCommand.Configure),
        ("rotate", "Encrypt every encrypted value anew, with another key.", KeysRotateCommand.Configure));
}
