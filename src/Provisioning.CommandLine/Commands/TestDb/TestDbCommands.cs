using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.TestDb;

/// <summary><c>provision testdb</c>.</summary>
internal static class TestDbCommands
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Databases for tests in any language. The migrations run once, into a template; each database is a copy of it, in milliseconds.
            Tests in .NET use the package Provisioning.Testing, which makes and drops them by itself.

            Examples:
              provision testdb get --system towow --url postgresql://me@localhost:5432/postgres
              provision testdb list --url postgresql://me@localhost:5432/postgres
              provision testdb drop --all --url postgresql://me@localhost:5432/postgres
            """;
        command.Add(
            token,
            ("get", "Make a test database and print its URL.", TestDbGetCommand.Configure),
            ("drop", "Drop test databases.", TestDbDropCommand.Configure),
            ("list", "List test databases and their templates.", TestDbListCommand.Configure)
        );
    }
}
