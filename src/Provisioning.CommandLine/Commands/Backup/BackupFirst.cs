using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Options;
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

    /// <summary>Takes the backup where it was asked for and there is something to back up. Returns how to go back, or
    /// null.</summary>
    /// <exception cref="ProvisioningException">It could not be made, or not in every store; nothing is to be changed
    /// then.</exception>
    public async Task<string?> RunAsync(DatabaseSystem system, Database database, CancellationToken token)
    {
        if (!_isAsked.HasValue())
        {
            return _to.Values.Count == 0 ? null : throw new UsageException("--backup-to goes with --backup-first.");
        }

        var texts = _to.Values.OfType<string>().ToList();
        if (texts.Count == 0)
        {
            throw new UsageException(
                "Where is the backup to go? Give --backup-to with a folder, or s3://bucket/prefix."
            );
        }

        if (!await database.ExistsAsync(token))
        {
            return null;
        }

        var stores = texts.Select(text => BackupStores.Open(text)).ToList();
        var request = new BackupRequest(system.Name, BackupRequestOptions.RequestFor(system))
        {
            Tags = ["release"],
            ToolVersion = MigrationRunner.ToolVersion,
        };
        var created = await new BackupCreation(stores, _keys.Load(stores), TimeProvider.System).RunAsync(
            BackupEngines.For(database),
            request,
            token
        );
        return created.Failures.Count == 0
            ? $"provision restore --system {system.Name} --from {stores[0].Location} --set {created.Manifest.Id} "
                + $"--force"
            : throw new ProvisioningException(
                $"Nothing was migrated: the backup is not in "
                    + $"{string.Join(", ", created.Failures.Select(failure => $"{failure.Location}. {failure.Why}"))}"
            );
    }
}
