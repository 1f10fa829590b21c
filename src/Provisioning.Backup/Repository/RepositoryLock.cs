using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Repository;

/// <summary>Lets one run at a time change a repository; readers need no lock. It works on stores without conditional
/// creation: the holder has written an object of its own and has then seen no other.</summary>
internal sealed class RepositoryLock : IAsyncDisposable
{
    private const string Folder = "locks/";
    private const int Tries = 10;

    private readonly BackupStore _store;
    private readonly string _name;

    private RepositoryLock(BackupStore store, string name) => (_store, _name) = (store, name);

    /// <summary>Takes the lock. One that a dead process of this machine has left is removed.</summary>
    /// <param name="store">The repository's store.</param>
    /// <param name="what">What it is taken for.</param>
    /// <param name="breaks">Whether locks of other runs are removed, even of running ones.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="RepositoryLockedException">Another run holds it.</exception>
    public static async Task<RepositoryLock> AcquireAsync(
        BackupStore store,
        string what,
        bool breaks,
        TimeProvider time,
        CancellationToken token
    )
    {
        var now = time.GetUtcNow();
        var taken = new RepositoryLock(
            store,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Folder}{now:yyyyMMddTHHmmssfffZ}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.json"
            )
        );
        try
        {
            await using (var upload = await store.CreateAsync(taken._name, token))
            {
                await upload.WriteAsync(
                    RepositoryJson.Write(ThisProcess(what, now), RepositoryJson.Default.LockRecord),
                    token
                );
                await upload.CompleteAsync(token);
            }

            for (var tries = 0; await taken.OtherAsync(breaks, token) is { } other; tries++)
            {
                // Of two that see each other the one with the lower name waits for the other to give way.
                if (tries == Tries || string.CompareOrdinal(other.Name, taken._name) < 0)
                {
                    throw new RepositoryLockedException(store.Location, other.Holder);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), time, token);
            }

            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _store.DeleteAsync(_name, CancellationToken.None);
        }
        catch (BackupStoreException)
        {
            // It is distinguished from a live one by its process, which is about to end.
        }
    }

    private async Task<(string Name, string Holder)?> OtherAsync(bool breaks, CancellationToken token)
    {
        foreach (
            var name in (await BackupRepository.SizesAsync(_store, [Folder], token))
                .Keys.Where(name => name != _name)
                .Order(StringComparer.Ordinal)
        )
        {
            var holder = await ReadAsync(name, token);
            if (!breaks && !IsDead(holder))
            {
                return (
                    name,
                    holder is null
                        ? "an unknown run"
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{holder.What} by process {holder.Process} on {holder.Host}, since "
                                + $"{holder.Since:yyyy-MM-dd HH:mm:ss} UTC,"
                        )
                );
            }

            await _store.DeleteAsync(name, token);
        }

        return null;
    }

    private async Task<LockRecord?> ReadAsync(string name, CancellationToken token)
    {
        try
        {
            await using var from = await _store.OpenAsync(name, token);
            return RepositoryJson.Read(
                await RepositoryJson.ReadAsync(from, most: 65_536, name, token),
                RepositoryJson.Default.LockRecord,
                name
            );
        }
        catch (ProvisioningException)
        {
            // The lock was released, or is unreadable; checked again by the caller.
            return null;
        }
    }

    private static bool IsDead(LockRecord? holder)
    {
        var here = ThisProcess("", default);
        return holder is not null
            && holder.Host == here.Host
            && (
                holder.Boot.Split(' ')[0] != here.Boot.Split(' ')[0]
                || (holder.Boot == here.Boot && StartOf(holder.Process) != holder.ProcessStart)
            );
    }

    private static LockRecord ThisProcess(string what, DateTimeOffset since) =>
        new(Environment.MachineName, Boot(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, what, since);

    // Boot id, then PID namespace (containers have their own).
    private static string Boot() =>
        OperatingSystem.IsLinux()
            ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} "
                + $"{new FileInfo("/proc/self/ns/pid").LinkTarget}"
            : "";

    // Null: there is no such process.
    private static long? StartOf(int process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var text = File.ReadAllText($"/proc/{process}/stat");
                // The name in parentheses may hold anything.
                return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
            }

            using var found = Process.GetProcessById(process);
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Another run is changing the repository.</summary>
public sealed class RepositoryLockedException(string location, string holder)
    : ProvisioningException(
        $"{location} is held for {holder} and nothing was done. Wait for it to end. If it is known to be dead, give "
            + $"--break-lock."
    )
{
    /// <summary>Who holds it, for people.</summary>
    public string Holder { get; } = holder;
}
