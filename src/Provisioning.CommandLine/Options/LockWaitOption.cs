using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Options;

/// <summary>How long a command waits for another run.</summary>
/// <param name="command">The command.</param>
internal sealed class LockWaitOption(CommandLineApplication command)
{
    private readonly CommandOption _option = command.Value(
        OptionGroup.Migrations,
        "--lock-wait <SECONDS>",
        "How long to wait for another run to finish. Default: 600."
    );

    /// <summary>The time.</summary>
    public TimeSpan Value => TimeSpan.FromSeconds(_option.Number(most: int.MaxValue) ?? 600);
}
