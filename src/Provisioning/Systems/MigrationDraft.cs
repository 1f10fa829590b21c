using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>A migration that turns what others make into another structure, before it is written.</summary>
/// <param name="catalog">The migrations that there are.</param>
/// <param name="scratch">The database that they are applied to, which is dropped again. It is not there yet.</param>
/// <param name="target">What is to exist after the new one.</param>
/// <param name="platform">What a platform puts into a database before the migrations; null for nothing.</param>
public sealed class MigrationDraft(
    MigrationCatalog catalog,
    Database scratch,
    StructureSnapshot target,
    HostingPlatform? platform = null
)
{
    /// <summary>What the migrations make, and what the server makes of the expressions by which the target may differ
    /// from it.</summary>
    /// <exception cref="ConnectionFailedException">The database cannot be created.</exception>
    /// <exception cref="MigrationFailedException">A migration fails on an empty database.</exception>
    public Task<DraftStart> ReadAsync(CancellationToken token) =>
        new MigratedStructure(catalog, scratch, platform).UseAsync(
            catalog,
            new MigrationTarget.Up(),
            target.IsOnPlatform is true,
            async (session, made) =>
            {
                var canonical = await StructureComparison.CanonicalAsync(made.Lines, target.Lines, session, token);
                return new DraftStart(
                    made.Structure,
                    canonical,
                    StructureComparison.Of(made.Lines, target.Lines, scratch.Dialect, canonical)
                );
            },
            token
        );

    /// <summary>Applies the migrations and the new one, rolls the new one back and applies it again.</summary>
    /// <param name="migration">The new one.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="MigrationFailedException">It fails.</exception>
    public Task<DraftProof> ProveAsync(MigrationSource migration, CancellationToken token)
    {
        var all = new MigrationCatalog([.. catalog.Migrations, migration])
        {
            Repeatable = catalog.Repeatable,
            VersionTable = catalog.VersionTable,
        }.Select(catalog.Selection);
        return new MigratedStructure(catalog, scratch, platform).UseAsync(
            catalog,
            new MigrationTarget.Up(),
            target.IsOnPlatform is true,
            async (session, made) =>
            {
                async Task<StructureComparison> RunAsync(MigrationTarget to, IReadOnlyList<StructureLine> expected)
                {
                    await EmptyDatabase.RunAsync(session, all, to, token);
                    var now = await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
                    return await StructureComparison.OfAsync(expected, now.Lines, session, token);
                }

                var up = await RunAsync(new MigrationTarget.Up(), target.Lines);
                var down = await RunAsync(new MigrationTarget.DownBy(1), made.Lines);
                return new DraftProof(up, down, await RunAsync(new MigrationTarget.Up(), target.Lines));
            },
            token
        );
    }
}

/// <summary>What a migration begins with.</summary>
/// <param name="Structure">What exists before it.</param>
/// <param name="Canonical">What the server makes of expressions.</param>
/// <param name="Difference">What its target lacks, and has beyond.</param>
public sealed record DraftStart(
    StructureModel Structure,
    IReadOnlyDictionary<StructureExpression, string> Canonical,
    StructureComparison Difference
);

/// <summary>What a new migration leaves different, in each direction.</summary>
/// <param name="Up">The target against what is there after it.</param>
/// <param name="Down">What was there before it against what is there after it was rolled back.</param>
/// <param name="Again">The target against what is there after it was applied once more.</param>
public sealed record DraftProof(StructureComparison Up, StructureComparison Down, StructureComparison Again);
