using System.Collections.Concurrent;
using Provisioning.Fleets.Engines;
using Provisioning.Fleets.Targets;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.Fleets.States;

/// <summary>Compares the structure of each target with what its migrations make. They are applied once for all targets
/// in one state, to an empty database that is dropped again.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="platform">What a platform may have put into the targets; null for nothing.</param>
/// <param name="parallel">How many targets of one server are read at once, at most.</param>
public sealed class FleetStructureCheck(MigrationCatalog catalog, HostingPlatform? platform = null, int parallel = 8)
{
    /// <summary>Compares them. Nothing in them is changed.</summary>
    /// <returns>What was found of each target that could be read, by its name.</returns>
    /// <param name="status">The targets.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="Databases.ConnectionFailedException">The empty database cannot be made.</exception>
    public async Task<IReadOnlyDictionary<string, TargetStructure>> RunAsync(
        FleetStatus status,
        CancellationToken token
    )
    {
        var found = new ConcurrentDictionary<string, TargetStructure>(StringComparer.Ordinal);
        foreach (var group in status.Groups)
        {
            var kept = await MadeAsync(group, token);
            await new ServerLimits(parallel).ForEachAsync(
                group.Targets,
                target => target,
                async target => found[target.Name] = await CompareAsync(target, kept, token),
                token
            );
        }

        return found;
    }

    private async Task<StructureSnapshot> MadeAsync(FleetGroup group, CancellationToken token)
    {
        var database = group.Targets[0].Database;
        var isOnPlatform = false;
        if (platform is not null)
        {
            await using var session = await database.OpenAsync(token);
            isOnPlatform = platform.IsIn(session);
        }

        var applied = group.Ledger.Applied.Select(entry => entry.Version).ToHashSet();
        var same = new MigrationCatalog(catalog.Migrations.Where(migration => applied.Contains(migration.Version)))
        {
            Repeatable = catalog.Repeatable,
            VersionTable = catalog.VersionTable,
        };
        var all = new MigrationSelection
        {
            Tags = catalog.Selection.Tags,
            IncludesUntagged = catalog.Selection.IncludesUntagged,
        };
        return await new MigratedStructure(same.Select(all), database.Scratch("check"), platform).ReadAsync(
            version: null,
            isOnPlatform,
            token
        );
    }

    private async Task<TargetStructure> CompareAsync(
        FleetTarget target,
        StructureSnapshot kept,
        CancellationToken token
    )
    {
        try
        {
            var check = new StructureCheck(catalog, target.Database, target.Database.Scratch("check"), platform);
            var report = await check.AgainstAsync(kept, token);
            // Texts that name the schema differ between two of them, and are compared with what this one's own make.
            return new(report.IsAlike || !target.Database.HasOwnSchema ? report : await check.RunAsync(token), null);
        }
        catch (ProvisioningException error)
        {
            return new(null, error);
        }
    }
}

/// <summary>What was found of one target's structure.</summary>
/// <param name="Report">The differences; null where it could not be read.</param>
/// <param name="Problem">Why it could not be read; null where it could.</param>
public sealed record TargetStructure(StructureReport? Report, ProvisioningException? Problem);
