using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Planning;
using Provisioning.Schema;

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

    private readonly CommandOption? _accepted =
        takesEdits || !applies
            ? null
            : command.Values(
                OptionGroup.Migrations,
                "--accept-edited <VERSION>",
                "Accept the edit of this version in the ledger, as `repair` does; may be given several times. Other "
                    + "edits are refused still."
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
            "allow, warn or fail, where a version below one that is applied would be applied. Default: warn."
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
            AcceptedEdits = (_accepted?.Values ?? []).Select(Version).Distinct().ToValueList(),
            OutOfOrder = _order?.Value() switch
            {
                "allow" => OutOfOrder.Allow,
                null or "warn" => OutOfOrder.Warn,
                "fail" => OutOfOrder.Fail,
                var wrong => throw new UsageException($"--out-of-order takes allow, warn or fail, not \"{wrong}\"."),
            },
        };

    private static long Version(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new UsageException($"--accept-edited takes a version, not \"{text}\".");
}
