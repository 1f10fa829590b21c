using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say what to do about which version.</summary>
internal sealed class RepairOptions(CommandLineApplication command)
{
    private readonly (RepairAction Action, CommandOption Option)[] _actions =
    [
        (
            RepairAction.AcceptEdit,
            Versions(
                command,
                RepairAction.AcceptEdit,
                "Accept the edit: the ledger says what the migration describes now."
            )
        ),
        (
            RepairAction.MarkApplied,
            Versions(command, RepairAction.MarkApplied, "The ledger says that it is applied; nothing runs.")
        ),
        (
            RepairAction.MarkPending,
            Versions(
                command,
                RepairAction.MarkPending,
                "The ledger says that it is not applied; nothing runs, and what it made stays."
            )
        ),
        (
            RepairAction.CleanUp,
            Versions(
                command,
                RepairAction.CleanUp,
                "Undo what an interrupted migration has made; the ledger then says that it is not applied."
            )
        ),
    ];

    private readonly CommandOption _why = command.Value("--why <TEXT>", "Why, for the ledger.");

    /// <summary>Why; empty for no reason.</summary>
    public string Why => _why.Value() ?? "";

    /// <summary>The decisions; none where no option was given.</summary>
    /// <exception cref="UsageException">An option has no version, or two are about the same one.</exception>
    public IReadOnlyList<RepairDecision> Decisions
    {
        get
        {
            RepairDecision[] decisions =
            [
                .. _actions
                    .SelectMany(pair =>
                        pair.Option.Values.Select(text => new RepairDecision(Version(pair.Option, text), pair.Action))
                    )
                    .Distinct(),
            ];
            var twice = decisions.GroupBy(decision => decision.Version).FirstOrDefault(group => group.Count() > 1);
            return twice is null
                ? decisions
                : throw new UsageException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"--{RepairPage.Option(twice.First().Action)} and --{RepairPage.Option(twice.Last().Action)} "
                            + $"are both about version {twice.Key}. Give one of them."
                    )
                );
        }
    }

    private static CommandOption Versions(CommandLineApplication command, RepairAction action, string description) =>
        command.Values(
            OptionGroup.Own,
            $"--{RepairPage.Option(action)} <VERSION>",
            $"{description} May be given several times."
        );

    private static long Version(CommandOption option, string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new UsageException($"--{option.LongName} takes a version, not \"{text}\".");
}
