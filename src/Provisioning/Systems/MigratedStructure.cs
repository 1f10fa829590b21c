using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;

namespace Provisioning.Systems;

/// <summary>The structure that migrations make, by applying them to an empty database that is dropped again.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="scratch">The database. It is not there yet.</param>
/// <param name="platform">What a platform puts into a database before them; null for nothing.</param>
public sealed class MigratedStructure(MigrationCatalog catalog, Database scratch, HostingPlatform? platform = null)
{
    /// <summary>The structure after the migrations up to a version.</summary>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="onPlatform">Whether what the platform puts there is there before them.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="VersionNotFoundException">There is no such version.</exception>
    /// <exception cref="ConnectionFailedException">The database cannot be created.</exception>
    /// <exception cref="MigrationFailedException">A migration fails on an empty database.</exception>
    public Task<StructureSnapshot> ReadAsync(long? version, bool onPlatform, CancellationToken token) =>
        UseAsync(
            catalog,
            new MigrationTarget.Up(version),
            onPlatform,
            (_, structure) =>
                Task.FromResult(
                    new StructureSnapshot(scratch.Dialect.Name, structure.Lines)
                    {
                        Structure = structure.Structure,
                        IsOnPlatform = onPlatform,
                    }
                ),
            token
        );

    /// <summary>Applies migrations, does the work, and drops the database.</summary>
    /// <param name="migrations">The migrations.</param>
    /// <param name="target">How far to go.</param>
    /// <param name="onPlatform">Whether what the platform puts there is there before them.</param>
    /// <param name="work">The work, over a session that no one else uses.</param>
    /// <param name="token">Cancels the operation.</param>
    internal Task<T> UseAsync<T>(
        MigrationCatalog migrations,
        MigrationTarget target,
        bool onPlatform,
        Func<DatabaseSession, LiveStructure, Task<T>> work,
        CancellationToken token
    ) =>
        scratch.UseOnceAsync(
            async () =>
            {
                await using var session = await EmptyDatabase.OpenAsync(scratch, onPlatform ? platform : null, token);
                await EmptyDatabase.RunAsync(session, migrations, target, token);
                var structure = await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
                return await work(session, structure);
            },
            token
        );
}
