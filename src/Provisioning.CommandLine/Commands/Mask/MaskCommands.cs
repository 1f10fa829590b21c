using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary><c>provision mask</c>.</summary>
internal static class MaskCommands
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication group, CancellationToken token)
    {
        group.ExtendedHelpText = """

            Production's data without its people. masking.json beside the migrations gives every column a class: public, key, personal, secret or free_text.
            A column without one stops every masked run before it starts. `provision export --mask` and `provision restore --mask` mask rows on their way;
            `provision mask apply` makes a masked copy, or masks a copy in place.

            Examples:
              provision mask suggest --system towow
              provision mask check --system towow
              provision mask apply --system towow --mask staging --into sqlite:///staging.db
            """;
        group.Add(
            token,
            ("suggest", "Write a class for each column that has none.", MaskSuggestCommand.Configure),
            ("check", "Find columns without a class, and masks that would fail.", MaskCheckCommand.Configure),
            ("apply", "Make a masked copy of a database, or mask it in place.", MaskApplyCommand.Configure)
        );
    }
}
