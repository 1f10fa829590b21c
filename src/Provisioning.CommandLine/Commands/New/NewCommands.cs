using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.New;

/// <summary><c>provision new</c>: source files to begin with.</summary>
internal static class NewCommands
{
    /// <summary>Declares the commands of the group.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Examples:
              provision new system Shop
              provision new migration add_team
              provision new seeder teams
            """;
        command.Add(
            token,
            ("migration", "Write the class of a new version.", NewMigrationCommand.Configure),
            ("seeder", "Write a class that adds rows.", NewSeederCommand.Configure),
            ("system", "Write a solution with migrations, a seeder, tests and a program.", NewSystemCommand.Configure)
        );
    }
}
