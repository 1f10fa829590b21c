using System.ComponentModel;
using System.Diagnostics;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.PostgreSql;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision shell</c>.</summary>
internal static class ShellCommand
{
    private const int ConnectionLost = 2;

    /// <summary>Whether the shell runs, so that Ctrl+C is its own: it cancels a query there.</summary>
    public static bool IsRunning { get; private set; }

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Opens psql or sqlite3 on the database that the settings name. The password is handed over in a file that only you can read, never as an
            argument. What follows -- goes to the client. Exits with 0 where the client does, with 4 where psql lost the connection, else with 1.

            Examples:
              provision shell --system towow
              provision shell --url postgresql://me@localhost:5432/towow -- -c "select count(*) from demands"
            """;
        command.AllowArgumentSeparator = true;
        var target = new TargetOptions(command);
        var output = new Report(command);
        command.OnExecute(async () =>
        {
            _ = output.IsJson;
            var database = target.DatabaseAlone;
            if (!await database.ExistsAsync(token))
            {
                throw new ConnectionFailedException(
                    $"There is no database {database.Location}. `provision init` creates it."
                );
            }

            if (target.Selection.Address.Server is not { } server)
            {
                return Run("sqlite3", [database.Name, .. command.RemainingArguments], []);
            }

            using var way = new PostgreSqlToolEnvironment(server);
            if (target.Schema is { } schema)
            {
                way.Environment["PGOPTIONS"] = $"-c search_path={Dialects.Dialect.Quote(schema)},public";
            }

            return Run("psql", command.RemainingArguments, way.Environment);
        });
    }

    private static int Run(string program, List<string> arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false };
        // A variable of the user's must not lead it to another database.
        foreach (var name in start.Environment.Keys.Where(Leads).ToArray())
        {
            start.Environment.Remove(name);
        }

        SecretVariables.RemoveFrom(start.Environment, but: []);
        foreach (var (name, value) in environment.Where(pair => pair.Value is not null))
        {
            start.Environment[name] = value;
        }

        IsRunning = true;
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode switch
            {
                0 => ExitCode.Done,
                ConnectionLost when program is "psql" => ExitCode.NoConnection,
                _ => ExitCode.Failed,
            };
        }
        catch (Win32Exception error)
        {
            throw new ProvisioningException(
                $"{program} cannot be started: {error.Message}. Install it (on Debian: apt-get install "
                    + $"{(program is "psql" ? "postgresql-client" : program)}) or put it on the PATH; "
                    + "`provision data TABLE` shows rows without it.",
                error
            );
        }
        finally
        {
            IsRunning = false;
        }
    }

    private static bool Leads(string name) =>
        name is "PGHOST" or "PGHOSTADDR" or "PGPORT" or "PGUSER" or "PGDATABASE" or "PGSERVICE" or "PGOPTIONS"
        || name.StartsWith("PGSSL", StringComparison.Ordinal);
}
