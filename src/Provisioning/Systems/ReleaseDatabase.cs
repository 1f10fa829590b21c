using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Seeding;

namespace Provisioning.Systems;

/// <summary>A temporary database as a release has it: built by the migrations up to a version, and filled by the
/// seeders.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="database">The database, which does not exist.</param>
/// <param name="options">The options of the run.</param>
/// <param name="platform">What a platform puts into a database before the migrations; null for nothing.</param>
public sealed class ReleaseDatabase(
    MigrationCatalog catalog,
    Database database,
    RunnerOptions options,
    HostingPlatform? platform = null
)
{
    /// <summary>Called with a seeder that does not fit the version, and why. Its rows are left out.</summary>
    public Action<Seeder, ProvisioningException>? LeftOut { get; init; }

    /// <summary>Receives the progress of the seeders; null for none.</summary>
    public IProgress<SeedProgress>? Seeding { get; init; }

    /// <summary>Builds it, does the work, and drops it.</summary>
    /// <param name="version">The version; 0 for an empty database.</param>
    /// <param name="seeds">What fills it, in order.</param>
    /// <param name="work">The work.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="VersionNotFoundException">There is no such version.</exception>
    /// <exception cref="ConnectionFailedException">The database cannot be created.</exception>
    /// <exception cref="MigrationFailedException">A migration fails on an empty database.</exception>
    public Task<T> UseAsync<T>(
        long version,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        Func<Database, Task<T>> work,
        CancellationToken token
    ) =>
        database.UseOnceAsync(
            async () =>
            {
                await BuildAsync(version, seeds, token);
                return await work(database);
            },
            token
        );

    private async Task BuildAsync(
        long version,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        CancellationToken token
    )
    {
        await using var session = await EmptyDatabase.OpenAsync(database, platform, token);
        if (version == 0)
        {
            return;
        }

        await new MigrationRunner(catalog, options, TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(version),
            token
        );
        foreach (var (seeder, numbers) in seeds)
        {
            try
            {
                await new SeedRunner(session, Seeding).RunAsync(seeder, numbers, token);
            }
            catch (ProvisioningException error)
            {
                LeftOut?.Invoke(seeder, error);
            }
        }
    }
}
