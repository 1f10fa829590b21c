using System.Globalization;
using System.Security.Cryptography;
using Provisioning.Backup.Format;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Repository;

/// <summary>The record of the last set's number, apart from the sets, so that the newest is missed when it is
/// gone.</summary>
internal static class HeadRecords
{
    private const string Folder = "heads/";
    private const int Most = 65_536;

    /// <summary>Writes down that a set was made, and removes the records of those before it.</summary>
    public static async Task WriteAsync(
        BackupRepository repository,
        BackupManifest manifest,
        DateTimeOffset now,
        CancellationToken token
    )
    {
        var key = repository.SigningKey();
        var record = new HeadRecord(repository.Info.Id, manifest.Sequence, manifest.Id, now, key?.Id);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{Folder}{manifest.Sequence:D12}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}.json"
        );
        var before = (await BackupRepository.SizesAsync(repository.Store, [Folder], token)).Keys;
        await using (var upload = await repository.Store.CreateAsync(name, token))
        {
            await upload.WriteAsync(
                RepositoryJson.Write(record with { Mac = MacOf(record, key) }, RepositoryJson.Default.HeadRecord),
                token
            );
            await upload.CompleteAsync(token);
        }

        foreach (var old in before)
        {
            await repository.Store.DeleteAsync(old, token);
        }
    }

    /// <summary>The set that was made last, and what is wrong with the records.</summary>
    public static async Task<(HeadRecord? Last, IReadOnlyList<string> Damage, bool IsSealed)> ReadAsync(
        BackupRepository repository,
        CancellationToken token
    )
    {
        HeadRecord? last = null;
        var (damage, isSealed) = (new List<string>(), false);
        foreach (var name in (await BackupRepository.SizesAsync(repository.Store, [Folder], token)).Keys)
        {
            try
            {
                await using var from = await repository.Store.OpenAsync(name, token);
                var record = RepositoryJson.Read(
                    await RepositoryJson.ReadAsync(from, Most, name, token),
                    RepositoryJson.Default.HeadRecord,
                    name
                );
                isSealed |= record.Key is not null;
                repository.EnsureSigned(name, record.Key, record.Mac, key => MacOf(record, key));
                // One that jumps is found by comparing it with the sets.
                if (
                    record.Repository == repository.Info.Id
                    && record.Sequence < long.MaxValue
                    && record.Sequence > (last?.Sequence ?? 0)
                )
                {
                    last = record;
                }
            }
            catch (BackupStoreException error) when (error.Problem is StoreProblem.Missing)
            {
                // A run that has made a newer set has removed it since.
            }
            catch (BackupDamagedException error)
            {
                damage.Add(error.Message);
            }
        }

        return (last, damage, isSealed);
    }

    private static string MacOf(HeadRecord record, BackupKey? key)
    {
        var bytes = RepositoryJson.Write(record with { Mac = null }, RepositoryJson.Default.HeadRecord);
        return Convert.ToHexStringLower(
            key is null ? SHA256.HashData(bytes) : HMACSHA256.HashData(key.Derive([], "dbk1 head"u8), bytes)
        );
    }
}
