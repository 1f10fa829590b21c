using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Transfer.Format;

namespace Provisioning.Backup.Jobs;

/// <summary>Makes a masked copy of a database, in the place of another or of itself.</summary>
/// <param name="check">Looks at the copy before it takes its place.</param>
public sealed class MaskedCopy(RestoreCheck check)
{
    /// <summary>Copies the database as it is at one moment, masks the rows on the way, checks the copy, and puts it in
    /// the target's place in one step. If it fails, both are unchanged.</summary>
    /// <param name="from">The database.</param>
    /// <param name="request">What is to be known of it.</param>
    /// <param name="to">Where the copy goes; <paramref name="from"/> for the database itself, whose rows are lost. Any
    /// other has to be empty or not there.</param>
    /// <param name="mask">What the rows go through.</param>
    /// <param name="look">Looks at the copy before it takes its place, and throws where it should not.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>What was copied.</returns>
    /// <exception cref="ProvisioningException">It was refused, or failed.</exception>
    public async Task<BackupContents> RunAsync(
        BackupEngine from,
        SnapshotRequest request,
        BackupEngine to,
        RowMask mask,
        Func<Database, Task> look,
        CancellationToken token
    )
    {
        var isInPlace = ReferenceEquals(from, to);
        if (!isInPlace && await to.OccupantAsync(token) is { } occupant)
        {
            throw new ProvisioningException(
                $"{to.Database.Location} has {occupant}, and a masked copy overwrites nothing. Name a database that is "
                    + "empty or not there."
            );
        }

        var beside = to.Beside();
        try
        {
            BackupContents contents;
            await using (var snapshot = await from.SnapshotAsync(request, token))
            {
                contents = await snapshot.ContentsAsync();
                var parts = snapshot.Parts.ToDictionary(part => part.Name, StringComparer.Ordinal);
                await beside.RestoreMaskedAsync(
                    contents,
                    new([.. snapshot.Parts.Select(part => part.Name)], (name, stream, stop) =>
                        parts[name].CopyToAsync(stream, stop)
                    ),
                    mask,
                    token
                );
            }

            var found = await check.RunAsync(beside, contents with { Checks = [] }, token);
            if (found.Wrong.Count > 0)
            {
                throw new ProvisioningException(
                    $"The masked copy of {from.Database.Location} is not what it should be: "
                        + $"{string.Join(" ", found.Wrong)} Nothing was changed."
                );
            }

            await look(beside.Database);
            var before = await to.ReplaceWithAsync(
                beside.Database,
                isInPlace ? ReplacedContent.BackedUp : ReplacedContent.None,
                token
            );
            // What was there has rows that were not masked.
            await (before is null ? Task.CompletedTask : before.DropAsync(token));
            await CleanUp.QuietlyAsync(beside.ReleaseAsync);
            return contents;
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => beside.DropAsync(CancellationToken.None));
            throw;
        }
    }
}
