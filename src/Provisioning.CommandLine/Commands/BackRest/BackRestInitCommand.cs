using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Pitr;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.BackRest;

/// <summary><c>provision backrest init</c>.</summary>
internal static class BackRestInitCommand
{
    private const string Passphrase = "PROVISIONING_BACKREST_PASSPHRASE";

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes pgBackRest's configuration, which only its owner can read, where it is missing; sets archive_command; makes the stanza; and has pgBackRest
            check that the log arrives. Where archiving was off it says that the server needs a restart, and goes on when it is run again. With
            PROVISIONING_BACKREST_PASSPHRASE set the repository is encrypted; the passphrase goes into the configuration, because the server needs it.

            Examples:
              provision backrest init --url postgresql:///postgres?host=/var/run/postgresql --repo /backups/db --config /etc/provision/backrest.conf
            """;
        var url = PitrCommand.Url(command);
        var options = BackRestCommand.Options(command);
        var repository = command.Value("--repo <FOLDER>", "The folder for the backups.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (database, folder) = (PitrCommand.Require(url), PitrCommand.Folder(repository));
            var passphrase = Environment.GetEnvironmentVariable(Passphrase) is { Length: > 0 } text ? text : null;
            await options().InitializeAsync(database, folder, passphrase, token);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["server"] = database.Location,
                        ["repository"] = folder,
                        ["encrypted"] = passphrase is not null,
                    },
                () =>
                    $"pgBackRest keeps the log of {database.Location} in {folder}. Now `provision backrest backup` "
                    + $"takes the first backup.",
                token
            );
            return ExitCode.Done;
        });
    }
}
