using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Fleets.Runs;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>The options that say in which order targets are taken, and when no more are begun.</summary>
internal sealed class WaveOptions(CommandLineApplication command)
{
    private readonly CommandOption _canary = command.Value(
        "--canary <TARGETS>",
        "The first wave: how many targets, or those with a label, as ring=canary. One that fails stops the run."
    );

    private readonly CommandOption _wave = command.Value(
        "--wave <SIZE>",
        "How many targets each wave after it has, as 50 or 10%. Default: all that are left."
    );

    private readonly CommandOption _maxFailures = command.Value(
        "--max-failures <N>",
        "How many targets may fail, as 3 or 1%, before no more are begun. Default: 0."
    );

    private readonly CommandOption _pause = command.Value(
        "--pause <SECONDS>",
        "How long to wait between two waves. Default: 0."
    );

    private readonly CommandOption _health = command.Value(
        "--health <COMMAND>",
        "A command of the shell to run after each wave. Where it fails, no more are begun."
    );

    private readonly CommandOption _approve = command.Flag("--approve", "Ask before each wave after the first.");

    /// <summary>The options of a run.</summary>
    /// <param name="isApproved">Whether the user agrees to every wave beforehand.</param>
    /// <exception cref="UsageException">One has a value that it does not take.</exception>
    public FleetRunOptions Of(bool isApproved)
    {
        var asks = _approve.HasValue() && !isApproved;
        if (asks && Console.IsInputRedirected)
        {
            throw new UsageException("--approve asks, and there is no terminal to ask at. To agree, add --yes.");
        }

        var isLabel = _canary.Value()?.Contains('=', StringComparison.Ordinal) is true;
        return new()
        {
            Waves = new()
            {
                Canary = isLabel ? 0 : (int)(_canary.Number(least: 1, most: int.MaxValue) ?? 0),
                CanaryLabel = isLabel ? FleetOptions.Label("--canary", _canary.Value()!) : null,
                Size = Share(_wave, least: 1),
            },
            MaxFailures = Share(_maxFailures, least: 0) ?? new(0, IsPercent: false),
            Pause = TimeSpan.FromSeconds(_pause.Number(most: int.MaxValue / 1000) ?? 0),
            BetweenWaves = (wave, token) => BetweenAsync(wave, asks, token),
        };
    }

    private async Task BetweenAsync(int wave, bool asks, CancellationToken token)
    {
        if (_health.Value() is { } health)
        {
            await HealthCommand.RunAsync(health, wave, token);
        }

        if (asks)
        {
            try
            {
                await Confirmation.AskAsync($"Wave {wave} is done, and the next would begin", token);
            }
            catch (UsageException)
            {
                throw new ProvisioningException("the next was not approved");
            }
        }
    }

    private static FleetShare? Share(CommandOption option, int least) =>
        option.Value() is not { } text ? null
        : FleetShare.Parse(text) is { } share && share.Value >= least ? share
        : throw new UsageException($"--{option.LongName} takes a number such as 10, or 5%, not \"{text}\".");
}
