using System.Globalization;
using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>The records of what was pruned, so that a set deleted by other means is noticed.</summary>
internal static class PruneRecords
{
    private const string Folder = "prunes/";
    private const int Most = 16 << 20;

    /// <summary>Writes down which sets are about to go.</summary>
    public static async Task WriteAsync(
        BackupRepository repository,
        IReadOnlyList<BackupManifest> sets,
        DateTimeOffset now,
        CancellationToken token
    )
    {
        var key = repository.SigningKey();
        var record = new PruneRecord(now, [.. sets.Select(set => set.Sequence)], key?.Id);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{Folder}{now:yyyyMMddTHHmmssZ}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}.json"
        );
        await using var upload = await repository.Store.CreateAsync(name, token);
        await upload.WriteAsync(
            RepositoryJson.Write(record with { Mac = MacOf(record, key) }, RepositoryJson.Default.PruneRecord),
            token
        );
        await upload.CompleteAsync(token);
    }

    /// <summary>The numbers of the sets that were pruned, and what is wrong with the records.</summary>
    public static async Task<(IReadOnlySet<long> Sequences, IReadOnlyList<string> Damage, bool IsSealed)> ReadAsync(
        BackupRepository repository,
        CancellationToken token
    )
    {
        var (sequences, damage, isSealed) = (new HashSet<long>(), new List<string>(), false);
        foreach (var name in (await BackupRepository.SizesAsync(repository.Store, [Folder], token)).Keys)
        {
            try
            {
                await using var from = await repository.Store.OpenAsync(name, token);
                var record = RepositoryJson.Read(
                    await RepositoryJson.ReadAsync(from, Most, name, token),
                    RepositoryJson.Default.PruneRecord,
                    name
                );
                isSealed |= record.Key is not null;
                EnsureOurs(repository, record, name);
                sequences.UnionWith(record.Sequences);
            }
            catch (BackupDamagedException error)
            {
                damage.Add(error.Message);
            }
        }

        return (sequences, damage, isSealed);
    }

    private static void EnsureOurs(BackupRepository repository, PruneRecord record, string name) =>
        repository.EnsureSigned(name, record.Key, record.Mac, key => MacOf(record, key));

    private static string MacOf(PruneRecord record, BackupKey? key)
    {
        var bytes = RepositoryJson.Write(record with { Mac = null }, RepositoryJson.Default.PruneRecord);
        return Convert.ToHexStringLower(
            key is null ? SHA256.HashData(bytes) : HMACSHA256.HashData(key.Derive([], "dbk1 prune"u8), bytes)
        );
    }
}
