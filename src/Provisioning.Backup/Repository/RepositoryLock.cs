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

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);

    private readonly BackupStore _store;
    private readonly TimeProvider _time;
    private readonly string _run;
    private readonly LockRecord _record;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _token;
    private Task _renewing = Task.CompletedTask;
    private string _name;
    private int _renewals;
    private bool _isLost;

    private RepositoryLock(BackupStore store, string what, TimeProvider time, CancellationToken token)
    {
        (_store, _time, _token) = (store, time, token);
        var now = time.GetUtcNow();
        _run = string.Create(
            CultureInfo.InvariantCulture,
            $"{Folder}{now:yyyyMMddTHHmmssfffZ}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}"
        );
        (_record, _name) = (ThisProcess(what, now), $"{_run}.json");
    }

    /// <summary>Takes the lock. One that a dead process of this machine has left is removed: its process is gone, or
    /// the machine was started again since and it was not renewed for a quarter of an hour.</summary>
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
        var taken = new RepositoryLock(store, what, time, token);
        try
        {
            await taken.WriteAsync(taken._name, token);
            for (var tries = 0; await taken.OtherAsync(breaks, token) is { } other; tries++)
            {
                // Of two that see each other the one with the lower name waits for the other to give way.
                if (tries == Tries || string.CompareOrdinal(other.Name, taken._run) < 0)
                {
                    throw new RepositoryLockedException(store.Location, other.Holder);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), time, token);
            }

            taken._renewing = taken.RenewAsync();
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns if no other run has taken the lock away.</summary>
    /// <exception cref="RepositoryLockedException">One has.</exception>
    public void EnsureHeld()
    {
        if (_isLost)
        {
            throw new RepositoryLockedException(_store.Location, "another run, which took the lock from this one,");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var patience = Jobs.Patience.For(_token);
        try
        {
            await _store.DeleteAsync(_name, patience.Token);
        }
        catch (Exception error) when (error is BackupStoreException or OperationCanceledException)
        {
            // It is distinguished from a live one by its process, which is about to end.
        }

        _stop.Dispose();
    }

    private async Task WriteAsync(string name, CancellationToken token)
    {
        await using var upload = await _store.CreateAsync(name, token);
        await upload.WriteAsync(
            RepositoryJson.Write(_record with { Renewed = _time.GetUtcNow() }, RepositoryJson.Default.LockRecord),
            token
        );
        await upload.CompleteAsync(token);
    }

    // An object is never overwritten: each renewal is another one of the same run.
    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(Renewal, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                if (!(await BackupRepository.SizesAsync(_store, [_run], _stop.Token)).ContainsKey(_name))
                {
                    _isLost = true;
                    return;
                }

                var (before, next) = (
                    _name,
                    string.Create(CultureInfo.InvariantCulture, $"{_run}.{++_renewals:D6}.json")
                );
                await WriteAsync(next, _stop.Token);
                _name = next;
                await _store.DeleteAsync(before, _stop.Token);
            }
            catch (BackupStoreException)
            {
                // The lease is longer than a store is away for a moment.
            }
        }
    }

    private async Task<(string Name, string Holder)?> OtherAsync(bool breaks, CancellationToken token)
    {
        foreach (
            var run in (await BackupRepository.SizesAsync(_store, [Folder], token))
                .Keys.GroupBy(name => name.Split('.')[0], StringComparer.Ordinal)
                .Where(run => run.Key != _run)
                .OrderBy(run => run.Key, StringComparer.Ordinal)
        )
        {
            var holder = await ReadAsync(
                run.OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).Last(),
                token
            );
            if (!breaks && !IsDead(holder, _time.GetUtcNow()))
            {
                return (
                    run.Key,
                    holder is null
                        ? "an unknown run"
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{holder.What} by process {holder.Process} on {holder.Host}, since "
                                + $"{holder.Since:yyyy-MM-dd HH:mm:ss} UTC,"
                        )
                );
            }

            foreach (var name in run)
            {
                await _store.DeleteAsync(name, token);
            }
        }

        return null;
    }

    private async Task<LockRecord?> ReadAsync(string name, CancellationToken token)
    {
        try
        {
            await using var from = await _store.OpenAsync(name, token);
            return RepositoryJson.ReadSealed(
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

    // Names of machines are given twice, and so are their ids where one is a copy of another; the id of a boot is not.
    private static bool IsDead(LockRecord? holder, DateTimeOffset now)
    {
        var here = ThisProcess("", default);
        return holder is not null
            && (
                holder.Boot == here.Boot
                    ? here.Boot.Length > 0 && StartOf(holder.Process) != holder.ProcessStart
                    : holder.Machine is not null
                        && holder.Machine == here.Machine
                        && holder.Boot.Split(' ')[0] != here.Boot.Split(' ')[0]
                        && holder.Renewed is { } renewed
                        && now - renewed > Lease
            );
    }

    private static LockRecord ThisProcess(string what, DateTimeOffset since) =>
        new(Environment.MachineName, Boot(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, what, since)
        {
            Machine = MachineId(),
        };

    private static string? MachineId()
    {
        const string file = "/etc/machine-id";
        try
        {
            return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } id ? id : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

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
