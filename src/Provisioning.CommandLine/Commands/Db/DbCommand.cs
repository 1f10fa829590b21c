using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Db;

/// <summary><c>provision db</c>.</summary>
internal static class DbCommand
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            The database itself, empty or full. Needs no system where --url or DATABASE_URL names the database.

            Examples:
              provision db wait --url postgresql://me@localhost:5432/towow --timeout 60
              provision db list --url postgresql://me@localhost:5432/postgres
            """;
        command.Add(
            token,
            ("create", "Create the database, empty, if it is not there.", CreateCommand.Configure),
            ("drop", "Drop the database with everything in it.", DropCommand.Configure),
            ("wait", "Wait until the server answers.", WaitCommand.Configure),
            ("list", "List the databases on the server, or the files beside.", ListCommand.Configure)
        );
    }
}
