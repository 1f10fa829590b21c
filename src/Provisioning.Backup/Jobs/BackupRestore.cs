using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Transfer.Format;

namespace Provisioning.Backup.Jobs;

/// <summary>Restores a database from a set.</summary>
/// <param name="repository">Where the set is.</param>
/// <param name="check">Looks at the restored database before it takes its place.</param>
/// <param name="time">The clock.</param>
public sealed class BackupRestore(BackupRepository repository, RestoreCheck check, TimeProvider time)
{
    /// <summary>What the rows go through on their way; null for nothing.</summary>
    public RowMask? Mask { get; init; }

    /// <summary>Looks at the masked database before it takes its place, and throws where it should not; null for
    /// nothing.</summary>
    public Func<Database, Task>? Masked { get; init; }

    /// <summary>Restores beside the target, checks there, and then puts the result in the target's place in one step.
    /// If it fails, the target is unchanged.</summary>
    /// <param name="target">The database; what is in it is replaced only if <paramref name="safetyCopy"/> says how to
    /// keep it.</param>
    /// <param name="manifest">The set.</param>
    /// <param name="newest">The newest version that the system's migrations know; a set of a later one is
    /// refused.</param>
    /// <param name="safetyCopy">Backs the target up before it is replaced; null: a target with something in it is
    /// refused.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">It was refused, or failed.</exception>
    /// <exception cref="BackupDamagedException">The set is damaged.</exception>
    /// <exception cref="WrongKeyException">The set's key is not at hand.</exception>
    public async Task<RestoredBackup> RunAsync(
        BackupEngine target,
        BackupManifest manifest,
        long newest,
        Func<Task<BackupManifest>>? safetyCopy,
        CancellationToken token
    )
    {
        var start = time.GetTimestamp();
        EnsureFits(target, manifest, newest);
        var report = await repository.ReadReportAsync(manifest, token);
        var occupant = await OccupantAsync(target, token);
        if (occupant is not null && safetyCopy is null)
        {
            throw new ProvisioningException(
                $"{target.Database.Location} has {occupant}, and a restore would replace it. Restore elsewhere with "
                    + "--into, or give --force, which first takes a backup of it, or puts it aside where it is too "
                    + "damaged for one."
            );
        }

        var beside = target.Beside();
        try
        {
            var parts = repository.PartsOf(manifest, report);
            await (
                Mask is { } mask
                    ? beside.RestoreMaskedAsync(report.Contents, parts, mask, token)
                    : beside.RestoreAsync(report.Contents, parts, token)
            );
            var found = await check.RunAsync(
                beside,
                // The answers to queries may be of values that are others now.
                Mask is null
                    ? report.Contents
                    : report.Contents with
                    {
                        Checks = [],
                    },
                token
            );
            await (Masked is { } look ? look(beside.Database) : Task.CompletedTask);
            if (found.Wrong.Count > 0)
            {
                throw new BackupDamagedException(
                    $"Set {manifest.Id} was restored beside {target.Database.Location}, and is not what was backed "
                        + $"up: {string.Join(" ", found.Wrong)} {target.Database.Location} was not touched. To have it "
                        + "all the same, give --damaged."
                );
            }

            var (content, kept) = occupant is null
                ? (ReplacedContent.None, null)
                : await KeepAsync(target, safetyCopy!);
            var before = await target.ReplaceWithAsync(beside.Database, content, token);
            await CleanUp.QuietlyAsync(beside.ReleaseAsync);
            return new(manifest, report.Contents, kept, time.GetElapsedTime(start))
            {
                Differences = found.Told,
                Before = before,
            };
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => beside.DropAsync(CancellationToken.None));
            throw;
        }
    }

    private static async Task<string?> OccupantAsync(BackupEngine target, CancellationToken token)
    {
        try
        {
            return await target.OccupantAsync(token);
        }
        catch (ProvisioningException error) when (target.IsDamage(error))
        {
            return "content that is damaged";
        }
    }

    private static async Task<(ReplacedContent, BackupManifest?)> KeepAsync(
        BackupEngine target,
        Func<Task<BackupManifest>> safetyCopy
    )
    {
        try
        {
            return (ReplacedContent.BackedUp, await safetyCopy());
        }
        catch (ProvisioningException error) when (target.IsDamage(error))
        {
            return (ReplacedContent.Damaged, null);
        }
    }

    /// <summary>Refuses a set of another engine, or of a version that the migrations do not know.</summary>
    internal static void EnsureFits(BackupEngine target, BackupManifest manifest, long newest)
    {
        if (manifest.Engine != target.Name)
        {
            throw new ProvisioningException(
                $"Set {manifest.Id} is of {manifest.Engine}, and {target.Database.Location} is of {target.Name}. "
                    + $"`provision export` and `import` carry rows from one engine to another."
            );
        }

        if (manifest.SchemaVersion > newest)
        {
            throw new ProvisioningException(
                $"Set {manifest.Id} is at version {manifest.SchemaVersion}, and the migrations here end at {newest}. "
                    + $"Restore with the release that made it, or a later one."
            );
        }
    }
}

/// <summary>What a restore did.</summary>
/// <param name="Manifest">The set.</param>
/// <param name="Contents">What is in the database now.</param>
/// <param name="SafetyCopy">The set that holds what was there before; null where nothing was.</param>
/// <param name="Duration">How long it took.</param>
public sealed record RestoredBackup(
    BackupManifest Manifest,
    BackupContents Contents,
    BackupManifest? SafetyCopy,
    TimeSpan Duration
)
{
    /// <summary>The database that has what was there before; null where none was kept.</summary>
    public Database? Before { get; init; }

    /// <summary>How it differs from what was backed up, a sentence each.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}
