using Provisioning.Backup.Format;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Repository;

/// <summary>The stores that a backup is written to at once. One that fails gets nothing more of it; the others go
/// on.</summary>
internal sealed class Destinations(IReadOnlyList<BackupStore> stores)
{
    private readonly Dictionary<BackupStore, ProvisioningException> _failures = [];

    /// <summary>Those that have not failed.</summary>
    public IReadOnlyList<BackupStore> Healthy => [.. stores.Where(store => !_failures.ContainsKey(store))];

    /// <summary>Those that have, and why.</summary>
    public IReadOnlyList<StoreFailure> Failures =>
        [
            .. stores
                .Where(_failures.ContainsKey)
                .Select(store => new StoreFailure(store.Location, _failures[store].Message)),
        ];

    /// <summary>Does something with each store that has not failed.</summary>
    /// <exception cref="ProvisioningException">No store is left.</exception>
    /// <exception cref="BackupDamagedException">No store is left, and one is damaged.</exception>
    public async Task EachAsync(Func<BackupStore, Task> action)
    {
        foreach (var store in Healthy)
        {
            try
            {
                await action(store);
            }
            catch (ProvisioningException error) when (error is BackupStoreException or BackupDamagedException)
            {
                _failures[store] = error;
            }
        }

        if (Healthy.Count == 0)
        {
            var why = $"The backup was not made: {string.Join(" ", Failures.Select(failure => failure.Why))}";
            throw _failures.Values.OfType<BackupDamagedException>().Any()
                ? new BackupDamagedException(why)
                : new ProvisioningException(why);
        }
    }
}

/// <summary>A store that a backup did not get into.</summary>
/// <param name="Location">The store.</param>
/// <param name="Why">What went wrong.</param>
public sealed record StoreFailure(string Location, string Why);
