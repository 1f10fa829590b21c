using System.Globalization;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <content>Finding a set.</content>
public sealed partial class BackupRepository
{
    private const string IdTime = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The set of an id, of the beginning of one that no other has, or <c>latest</c>.</summary>
    /// <param name="which">The id, the beginning of one, or <c>latest</c>.</param>
    /// <param name="system">The system whose latest is meant.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">There is none.</exception>
    /// <exception cref="BackupDamagedException">It is there, and its manifest is damaged.</exception>
    public async Task<BackupManifest> FindSetAsync(string which, string system, CancellationToken token)
    {
        var sets = await ListAsync(token);
        var found =
            which == "latest"
                ? [.. sets.Where(set => set.Manifest?.System == system).TakeLast(1)]
                : sets.Where(set => set.Id.StartsWith(which, StringComparison.Ordinal)).ToList();
        // Ids begin with the time.
        if (
            which == "latest"
            && sets.LastOrDefault(set =>
                set.Damage is not null && string.CompareOrdinal(set.Id, found.FirstOrDefault()?.Id) > 0
            )
                is { } later
        )
        {
            throw new BackupDamagedException(
                $"Which set is the latest is not known: set {later.Id} is damaged. {later.Damage} Name one with --set."
            );
        }

        return found switch
        {
            [{ Manifest: { } manifest }] => manifest,
            [var damaged] => throw new BackupDamagedException(damaged.Damage!),
            [] => throw new ProvisioningException(
                which == "latest"
                    ? $"There is no backup of {system} in {Store.Location}. `provision backup list` shows what there "
                        + $"is."
                    : $"There is no set {which} in {Store.Location}. `provision backup list` shows what there is."
            ),
            _ => throw new ProvisioningException(
                $"{found.Count} sets in {Store.Location} begin with {which}. Give more of the id."
            ),
        };
    }

    /// <summary>The newest set of a system that was taken at a moment or before it, so that nothing later than the
    /// moment is in it.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="system">The system.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The moment is still to come, or there is no set from before
    /// it.</exception>
    /// <exception cref="BackupDamagedException">A damaged set may be the one.</exception>
    public async Task<BackupManifest> FindSetAsync(
        DateTimeOffset moment,
        string system,
        TimeProvider time,
        CancellationToken token
    )
    {
        if (moment > time.GetUtcNow())
        {
            throw new ProvisioningException(
                $"{Text(moment)} is still to come, and no backup in {Store.Location} can be of it. Give a moment that "
                    + $"has passed, or leave it out for the newest set."
            );
        }

        var sets = await ListAsync(token);
        var own = sets.Select(set => set.Manifest)
            .OfType<BackupManifest>()
            .Where(manifest => manifest.System == system)
            .OrderBy(manifest => manifest.Started)
            .ToList();
        var found = own.LastOrDefault(manifest => manifest.Started <= moment);
        // Ids begin with the time.
        var latest = moment.UtcDateTime.ToString(IdTime, CultureInfo.InvariantCulture);
        if (
            sets.LastOrDefault(set =>
                set.Damage is not null
                && string.CompareOrdinal(set.Id, found?.Id) > 0
                && string.CompareOrdinal(set.Id, 0, latest, 0, latest.Length) <= 0
            ) is
            { } damaged
        )
        {
            throw new BackupDamagedException(
                $"Which set is the newest from before {Text(moment)} is not known: set {damaged.Id} is damaged. "
                    + $"{damaged.Damage} Name one with --set."
            );
        }

        return found
            ?? throw new ProvisioningException(
                own is [var first, ..]
                    ? $"The first backup of {system} in {Store.Location} is of {Text(first.Started)}, later than "
                        + $"{Text(moment)}. Give that moment or a later one."
                    : $"There is no backup of {system} in {Store.Location}. `provision backup list` shows what there "
                        + $"is."
            );
    }

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
