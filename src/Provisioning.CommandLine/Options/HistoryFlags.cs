using McMaster.Extensions.CommandLineUtils;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say what a command takes as it is in a database's history.</summary>
/// <param name="command">The command.</param>
/// <param name="applies">Whether it applies migrations, and so may apply one out of order.</param>
/// <param name="takesEdits">Whether edited migrations do not matter to it.</param>
internal sealed class HistoryFlags(CommandLineApplication command, bool applies, bool takesEdits = false)
{
    private readonly CommandOption? _edited = takesEdits
        ? null
        : command.Flag(
            OptionGroup.Migrations,
            "--allow-edited",
            "Also where migrations were edited after being applied."
        );

    private readonly CommandOption _unknown = command.Flag(
        OptionGroup.Migrations,
        "--allow-unknown",
        "Also where versions are applied that this build does not know."
    );

    private readonly CommandOption _other = command.Flag(
        OptionGroup.Migrations,
        "--allow-other-system",
        "Also where another system migrated the database."
    );

    private readonly CommandOption? _order = applies
        ? command.Value(
            OptionGroup.Migrations,
            "--out-of-order <WHAT>",
            "warn or fail, where a version below one that is applied would be applied. Default: warn."
        )
        : null;

    /// <summary>What is taken as it is.</summary>
    /// <exception cref="UsageException">An option has a value that it does not take.</exception>
    public HistoryOptions Value =>
        new()
        {
            AllowEdited = _edited?.HasValue() is not false,
            AllowUnknown = _unknown.HasValue(),
            AllowOtherSystem = _other.HasValue(),
            RefuseOutOfOrder = _order?.Value() switch
            {
                null or "warn" => false,
                "fail" => true,
                var wrong => throw new UsageException($"--out-of-order takes warn or fail, not \"{wrong}\"."),
            },
        };
}
