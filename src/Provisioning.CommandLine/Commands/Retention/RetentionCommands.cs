using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Retention;

/// <summary><c>provision retention …</c>.</summary>
internal static class RetentionCommands
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication group, CancellationToken token)
    {
        group.ExtendedHelpText = """

            Deletes what a system's rules say is past its time, in small batches.

            Examples:
              provision retention plan --system querygpt
              provision retention run --system querygpt --yes
            """;
        group.Add(
            token,
            ("plan", "Show which rows are past their time, and delete none.", RetentionPlanCommand.Configure),
            ("run", "Delete the rows that are past their time, in small batches.", RetentionRunCommand.Configure)
        );
    }
}
