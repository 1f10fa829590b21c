using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Fleets.Targets;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet remove</c>.</summary>
internal static class FleetRemoveCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Drops the database or the schema of a target with everything in it, after a backup, and takes the target out of the file. Asks
            first, naming the tables and how many rows they have, unless --yes is given, and requires --force where it is or looks like
            production. The backup of a schema holds the whole database that it is in.

            Examples:
              provision fleet remove acme --system towow --backup-to /backups/gone --key-file backup.key
              provision fleet remove acme --system towow --no-backup --yes
            """;
        var name = command.Argument("name", "The name of the target.");
        var to = command.Option(
            "--backup-to <STORE>",
            "Where the backup goes: a folder, or s3://bucket/prefix. More than one may be given.",
            CommandOptionType.MultipleValue
        );
        var noBackup = command.Flag("--no-backup", "Make no backup.");
        var keys = new KeyOptions(command);
        var fleet = new FleetOptions(command);
        var confirmation = new Confirmation(command);
        var dryRun = command.Flag("--dry-run", "Say what would be done, and do nothing.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var removal = await RemoveAsync(
                FleetOptions.Name(name),
                [.. to.Values.OfType<string>()],
                noBackup.HasValue(),
                dryRun.HasValue(),
                (fleet, keys, confirmation),
                token
            );
            await report.WriteAsync(
                () => removal.Json(fleet.Target.System.Name),
                () => removal.Text(fleet.Path),
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }

    private static async Task<Removal> RemoveAsync(
        string name,
        string[] places,
        bool hasNoBackup,
        bool isDryRun,
        (FleetOptions Fleet, KeyOptions Keys, Confirmation Confirmation) given,
        CancellationToken token
    )
    {
        if (places.Length > 0 == hasNoBackup)
        {
            throw new UsageException("Give --backup-to with a folder or s3://bucket/prefix, or --no-backup.");
        }

        var found = new FleetSelection { Only = [name] }.Of(await given.Fleet.AllAsync(token));
        var database = found[0].Database;
        var exists = await database.ExistsAsync(token);
        var losses = exists ? await LossesAsync(database, token) : "";
        var removal = new Removal(name, database, exists, losses, isDryRun);
        if (isDryRun)
        {
            return removal;
        }

        if (exists)
        {
            var stores = string.Join(", ", places);
            await given.Confirmation.RequireAsync(
                database,
                $"drops the {(database.HasOwnSchema ? "schema" : "database")} with everything in it{losses}, "
                    + (places.Length == 0 ? "without a backup" : $"after a backup to {stores}"),
                token
            );
            removal =
                places.Length == 0
                    ? removal
                    : removal with
                    {
                        Backup = await BackUpAsync(places, given.Keys, given.Fleet, database, token),
                        Place = stores,
                    };
            await database.DropAsync(token);
        }

        return removal with
        {
            IsTakenOut = new FleetFileEdit(given.Fleet.Path).Remove(name),
        };
    }

    private static async Task<string> LossesAsync(Database database, CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var losses = await DataLossCheck.FindAllAsync(session, token);
        return losses.Count == 0 ? "" : $": {string.Join(", ", losses.Select(loss => loss.Summary))}";
    }

    private static async Task<CreatedBackup> BackUpAsync(
        string[] places,
        KeyOptions keys,
        FleetOptions fleet,
        Database database,
        CancellationToken token
    )
    {
        var backup = await BackupFirst.CreateAsync(places, keys, fleet.Target.System, database, "removed", token);
        return backup.Failures.Count == 0
            ? backup
            : throw new ProvisioningException(
                "Nothing was dropped: the backup is not in "
                    + string.Join(", ", backup.Failures.Select(failure => $"{failure.Location}. {failure.Why}"))
            );
    }

    private sealed record Removal(string Name, Database Database, bool Exists, string Losses, bool IsDryRun)
    {
        public CreatedBackup? Backup { get; init; }

        public string Place { get; init; } = "";

        public bool IsTakenOut { get; init; }

        public JsonObject Json(string system) =>
            new()
            {
                ["system"] = system,
                ["target"] = Name,
                ["database"] = Database.Location,
                ["dropped"] = Exists && !IsDryRun,
                ["backup"] = Backup?.Manifest.Id,
                ["backup_encrypted"] = Backup is null ? null : Backup.Manifest.Key is not null,
                ["taken_out"] = IsTakenOut,
                ["dry_run"] = IsDryRun,
                ["changed"] = !IsDryRun && (Exists || IsTakenOut),
            };

        public string Text(string path) =>
            IsDryRun
                ? $"{Name}: {Database.Location} {(Exists ? $"would be dropped{Losses}" : "is not there")}."
                : $"{Name}: {Database.Location} {(Exists ? "is dropped" : "was not there")}."
                    + (IsTakenOut ? $" {path} names it no more." : "")
                    + (Backup is null ? "" : $" Its backup is the set {Backup.Manifest.Id} in {Place}.");
    }
}
