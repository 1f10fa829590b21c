using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>The options with which a command backs the database up before it changes it.</summary>
internal sealed class BackupFirst(CommandLineApplication command)
{
    private readonly CommandOption _isAsked = command.Flag(
        "--backup-first",
        "Take a backup with the tag release before anything is changed, and say how to go back."
    );
    private readonly CommandOption _to = command.Option(
        "--backup-to <STORE>",
        "Where that goes: a folder, or s3://bucket/prefix. More than one may be given.",
        CommandOptionType.MultipleValue
    );
    private readonly KeyOptions _keys = new(command);

    /// <summary>Whether it was asked for.</summary>
    /// <exception cref="UsageException">Only where it would go was said.</exception>
    public bool IsAsked =>
        _isAsked.HasValue()
        || (_to.Values.Count == 0 ? false : throw new UsageException("--backup-to goes with --backup-first."));

    /// <summary>Takes the backup where there is something to back up. Returns how to go back, or null.</summary>
    /// <exception cref="ProvisioningException">It could not be made, or not in every store; nothing is to be changed
    /// then.</exception>
    public async Task<RestorePoint?> RunAsync(TargetOptions target, CancellationToken token)
    {
        var texts = _to.Values.OfType<string>().ToList();
        if (texts.Count == 0)
        {
            throw new UsageException(
                "Where is the backup to go? Give --backup-to with a folder, or s3://bucket/prefix."
            );
        }

        var (system, database) = (target.System, target.Database);
        if (!await database.ExistsAsync(token))
        {
            return null;
        }

        var created = await CreateAsync(texts, _keys, system, database, "release", token);
        return created.Failures.Count == 0
            ? new(
                FollowUp.Command(
                    "restore",
                    target,
                    database,
                    withKeys: true,
                    "--from",
                    FollowUp.Quote(texts[0]),
                    "--set",
                    created.Manifest.Id,
                    "--force",
                    "--yes"
                ),
                created.Manifest.Key is not null
            )
            : throw new ProvisioningException(
                $"Nothing was migrated: the backup is not in "
                    + $"{string.Join(", ", created.Failures.Select(failure => $"{failure.Location}. {failure.Why}"))}"
            );
    }

    /// <summary>Takes a backup of one database.</summary>
    /// <param name="places">Where it goes.</param>
    /// <param name="keys">Its key.</param>
    /// <param name="system">The system.</param>
    /// <param name="database">The database.</param>
    /// <param name="tag">The tag of the set.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">It could not be made.</exception>
    public static Task<CreatedBackup> CreateAsync(
        IReadOnlyList<string> places,
        KeyOptions keys,
        DatabaseSystem system,
        Database database,
        string tag,
        CancellationToken token
    )
    {
        var stores = places.Select(text => BackupStores.Open(text)).ToList();
        var request = new BackupRequest(system.Name, BackupRequestOptions.RequestFor(system))
        {
            Tags = [tag],
            ToolVersion = MigrationRunner.ToolVersion,
        };
        return new BackupCreation(stores, keys.Load(stores), TimeProvider.System).RunAsync(
            BackupEngines.For(database),
            request,
            token
        );
    }
}

/// <summary>How to go back to before a command.</summary>
/// <param name="Command">The command that does it, as it is typed.</param>
/// <param name="IsEncrypted">Whether the backup that it needs is encrypted.</param>
internal sealed record RestorePoint(string Command, bool IsEncrypted)
{
    /// <summary>What to know of the backup, as a line; nothing where it is encrypted.</summary>
    public string Warning =>
        IsEncrypted ? "" : "\nThe backup is not encrypted. With --key-file or --passphrase-file it is.";
}
