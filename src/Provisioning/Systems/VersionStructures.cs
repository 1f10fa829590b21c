using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Systems;

/// <summary>Compares a live structure with that of each version of a catalogue: its migrations are applied one by one
/// to one empty database, which is dropped again.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="scratch">The database. It is not there yet.</param>
/// <param name="platform">What a platform puts into a database before them; null for nothing.</param>
internal sealed class VersionStructures(MigrationCatalog catalog, Database scratch, HostingPlatform? platform)
{
    /// <summary>Compares them.</summary>
    /// <param name="live">The live structure.</param>
    /// <param name="others">The tables of other tools in it.</param>
    /// <param name="migrations">The migrations to apply.</param>
    /// <param name="isLastAlone">Whether to compare with what all of them make alone.</param>
    /// <param name="onPlatform">Whether what the platform puts there is there before them.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">The database cannot be created.</exception>
    public Task<ComparedVersions> CompareAsync(
        LiveStructure live,
        PreviousTools others,
        IReadOnlyList<MigrationSource> migrations,
        bool isLastAlone,
        bool onPlatform,
        CancellationToken token
    ) =>
        scratch.UseOnceAsync(
            async () =>
            {
                await using var session = await EmptyDatabase.OpenAsync(scratch, onPlatform ? platform : null, token);
                var found = new List<VersionFit>();
                MigrationFailedException? failure = null;
                foreach (var migration in migrations)
                {
                    if (isLastAlone && migration != migrations[^1])
                    {
                        continue;
                    }

                    try
                    {
                        await RunAsync(session, Catalog(migrations), migration.Version, token);
                    }
                    catch (MigrationFailedException error) when (found.Count > 0)
                    {
                        failure = error;
                        break;
                    }

                    found.Add(await CompareAsync(session, migration, live, others, token));
                }

                var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
                var again = await AgainAsync(session, migrations, failure, token);
                return new ComparedVersions(
                    [.. found.Select(fit => fit.Without(again))],
                    ledger.Applied.ToDictionary(entry => entry.Version, entry => entry.Checksum ?? ""),
                    failure
                );
            },
            token
        );

    private async Task<VersionFit> CompareAsync(
        DatabaseSession session,
        MigrationSource migration,
        LiveStructure live,
        PreviousTools others,
        CancellationToken token
    )
    {
        var made = await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
        var found = await StructureCheck.CompareAsync(session, made, live, others, token);
        return new(migration.Version, migration.Name, found with { Version = migration.Version })
        {
            HasNothing = found.Missing.Count >= made.Lines.Select(line => line.Printed()).Distinct().Count(),
        };
    }

    // What runs again with the next run is no matter of a version.
    private async Task<IReadOnlySet<string>> AgainAsync(
        DatabaseSession session,
        IReadOnlyList<MigrationSource> migrations,
        MigrationFailedException? failure,
        CancellationToken token
    )
    {
        if (catalog.Repeatable.Count == 0 || migrations.Count == 0 || failure is not null)
        {
            return new HashSet<string>(StringComparer.Ordinal);
        }

        var before = await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
        try
        {
            await RunAsync(session, Catalog(migrations, catalog.Repeatable), migrations[^1].Version, token);
        }
        catch (MigrationFailedException)
        {
            // They need a later version.
        }

        var after = await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
        return after
            .Lines.Select(line => line.Of)
            .Except(before.Lines.Select(line => line.Of), StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);
    }

    private MigrationCatalog Catalog(
        IReadOnlyList<MigrationSource> migrations,
        IReadOnlyList<MigrationSource>? repeatable = null
    ) =>
        new MigrationCatalog(migrations)
        {
            Repeatable = repeatable ?? [],
            VersionTable = catalog.VersionTable with { Predecessor = null },
        }.Select(new() { Tags = catalog.Selection.Tags, IncludesUntagged = catalog.Selection.IncludesUntagged });

    private static Task<MigrationPlan> RunAsync(
        DatabaseSession session,
        MigrationCatalog migrations,
        long version,
        CancellationToken token
    ) => EmptyDatabase.RunAsync(session, migrations, new MigrationTarget.Up(version), token);
}

/// <summary>What the comparison with each version found.</summary>
/// <param name="Versions">The versions, lowest first.</param>
/// <param name="Checksums">The checksum of each that was applied.</param>
/// <param name="Failure">The migration that failed on an empty database, so that no version from it on was compared;
/// null for none.</param>
internal sealed record ComparedVersions(
    IReadOnlyList<VersionFit> Versions,
    IReadOnlyDictionary<long, string> Checksums,
    MigrationFailedException? Failure
);

/// <summary>How a version's structure differs from a live one.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">Its migration.</param>
/// <param name="Difference">The differences.</param>
public sealed record VersionFit(long Version, string Name, StructureReport Difference)
{
    /// <summary>Whether they agree.</summary>
    public bool IsAlike => Difference.IsAlike;

    /// <summary>How many parts differ.</summary>
    public int Distance => Difference.Missing.Count + Difference.Extra.Count;

    /// <summary>Whether the live database has nothing of what the version has.</summary>
    internal bool HasNothing { get; init; }

    /// <summary>The same without what is beyond it of those parts.</summary>
    internal VersionFit Without(IReadOnlySet<string> parts) =>
        parts.Count == 0
            ? this
            : this with
            {
                Difference = Difference with { Extra = [.. Difference.Extra.Where(line => !parts.Contains(line.Of))] },
            };
}
