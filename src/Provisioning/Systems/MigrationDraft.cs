using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>A migration, or several, that turn what others make into another structure, before they are
/// written.</summary>
/// <param name="catalog">The migrations that there are.</param>
/// <param name="scratch">The database that they are applied to, which is dropped again. It is not there yet.</param>
/// <param name="target">What is to exist after the new ones.</param>
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

    /// <summary>Applies the migrations and the new ones, rolls the new ones back and applies them again.</summary>
    /// <param name="migrations">The new ones.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="MigrationFailedException">One of them fails.</exception>
    public Task<DraftProof> ProveAsync(IReadOnlyList<MigrationSource> migrations, CancellationToken token)
    {
        var all = new MigrationCatalog([.. catalog.Migrations, .. migrations])
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
                var down = await RunAsync(new MigrationTarget.DownBy(migrations.Count), made.Lines);
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

/// <summary>What new migrations leave different, in each direction.</summary>
/// <param name="Up">The target against what is there after them.</param>
/// <param name="Down">What was there before them against what is there after they were rolled back.</param>
/// <param name="Again">The target against what is there after they were applied once more.</param>
public sealed record DraftProof(StructureComparison Up, StructureComparison Down, StructureComparison Again);
