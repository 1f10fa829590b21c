using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Testing;

namespace Provisioning.CommandLine.Commands.TestDb;

/// <summary><c>provision testdb get</c>.</summary>
internal static class TestDbGetCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes a database with the system's newest version on the server that --url names, whose own database is left alone, and prints its
            URL with the password. For SQLite it is a file in the folder for temporary ones. It stays until `provision testdb drop` drops it.

            Examples:
              provision testdb get --system towow --sample-data --url postgresql://me@localhost:5432/postgres
              TEST_URL=$(provision testdb get --system towow --url sqlite:///any.db)
            """;
        var target = new TargetOptions(command);
        var seeds = new SeedCommandOptions(command);
        var force = command.Flag("--force", "Also on a server whose URL looks like production.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var chosen = seeds.For(system, allByDefault: false);
            if (Confirmation.LooksLikeProduction(database) && !force.HasValue())
            {
                throw new UsageException(
                    $"{database.Location} looks like production, and test databases are made on its server. Nothing "
                        + "was done. Name another server with --url, or add --force."
                );
            }

            var databases = await TestDatabases.OpenAsync(database, token);
            var made = await databases.KeepNewAsync(system, chosen, token);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["system"] = system.Name,
                        ["name"] = made.Name,
                        ["url"] = made.Url,
                        ["template"] = made.Template,
                    },
                () => made.Url,
                token,
                showsSecrets: true,
                asIs: true
            );
            return ExitCode.Done;
        });
    }
}
