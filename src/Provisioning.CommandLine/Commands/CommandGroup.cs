using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands;

/// <summary>Commands under a common word: <c>provision backup create</c>.</summary>
internal static class CommandGroup
{
    /// <summary>Adds the commands of the group. Alone it shows its help, and that counts as wrong usage.</summary>
    public static void Add(
        this CommandLineApplication group,
        CancellationToken token,
        params (string Name, string Description, Action<CommandLineApplication, CancellationToken> Configure)[] commands
    )
    {
        foreach (var (name, description, configure) in commands)
        {
            group.Command(name, command =>
            {
                command.Description = description;
                configure(command, token);
            });
        }

        group.OnExecute(() =>
        {
            group.ShowHelp();
            return ExitCode.Usage;
        });
    }
}
