using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary><c>provision roles</c>.</summary>
internal static class RolesCommands
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication group, CancellationToken token)
    {
        group.ExtendedHelpText = """

            A role for the application, which reads and writes rows, and one for migrations, which owns the structure. PostgreSQL only.

            Examples:
              provision roles apply --system towow --passwords-to towow.pgpass
              provision roles check --system towow
            """;
        group.Add(
            token,
            (
                "apply",
                "Make a system's two roles, and give them what they need and nothing beyond.",
                RolesApplyCommand.Configure
            ),
            ("check", "Report every privilege too many or too few.", RolesCheckCommand.Configure),
            ("rotate", "Give the roles new passwords.", RolesRotateCommand.Configure)
        );
    }
}
