using System.Collections.Concurrent;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Fleets.Engines;
using Provisioning.Fleets.Runs;
using Provisioning.Fleets.Targets;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Fleets.States;

/// <summary>Reads which migrations the targets of a fleet have, each over a connection of its own, and the
/// schemas of one database with one query for 250 of them. Changes nothing.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="options">The options of the run that is meant.</param>
/// <param name="parallel">How many targets of one server are read at once, at most.</param>
public sealed class FleetReader(MigrationCatalog catalog, RunnerOptions options, int parallel = 8)
{
    private const int Tries = 3;

    /// <summary>Reads them.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="to">Where the run that is meant would take them.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="FleetFileException">Several targets share one ledger.</exception>
    public async Task<FleetStatus> ReadAsync(
        IReadOnlyList<FleetTarget> targets,
        MigrationTarget to,
        CancellationToken token
    )
    {
        RequireOwnLedgers(targets);
        var read = new ConcurrentDictionary<string, Reading>(StringComparer.Ordinal);
        var together = await TogetherAsync(targets, read, token);
        await new ServerLimits(parallel).ForEachAsync(
            targets.Where(target => !together.Contains(target.Name)),
            target => target,
            async target => read[target.Name] = await ReadAsync(target, token),
            token
        );
        var groups = await GroupAsync(targets, read, to, token);
        var byName = groups
            .SelectMany(group => group.Targets.Select(target => (target.Name, Group: group)))
            .ToDictionary(pair => pair.Name, pair => pair.Group, StringComparer.Ordinal);
        return new(
            [.. targets.Select(target => Of(target, read[target.Name], byName.GetValueOrDefault(target.Name)))],
            groups
        );
    }

    // Schemas of one database that keep their versions in one table have one truth between them.
    private void RequireOwnLedgers(IReadOnlyList<FleetTarget> targets)
    {
        foreach (
            var around in targets
                .Where(target => catalog.VersionTable.SchemaOn(target.Database.Dialect) is not null)
                .GroupBy(
                    target => FleetEngines.Of(target.Database).Around(target.Database) ?? target.Name,
                    StringComparer.Ordinal
                )
        )
        {
            if (around.ToList() is [var one, var other, ..])
            {
                throw new FleetFileException(
                    $"{one} and {other} are schemas of one database, and the migrations keep their versions in the "
                        + $"table {catalog.VersionTable.NameOn(one.Database.Dialect)}, which both would share. Leave "
                        + "the schema out of the version table, or give each a database of its own."
                );
            }
        }
    }

    private async Task<HashSet<string>> TogetherAsync(
        IReadOnlyList<FleetTarget> targets,
        ConcurrentDictionary<string, Reading> read,
        CancellationToken token
    )
    {
        var together = new HashSet<string>(StringComparer.Ordinal);
        if (catalog.VersionTable.Predecessor is not null)
        {
            return together;
        }

        foreach (
            var around in targets
                .Where(target => target.Database.HasOwnSchema)
                .GroupBy(
                    target => FleetEngines.Of(target.Database).Around(target.Database) ?? "",
                    StringComparer.Ordinal
                )
                .Where(group => group.Key.Length > 0 && group.Skip(1).Any())
        )
        {
            FleetTarget[] schemas = [.. around];
            IReadOnlyList<string?> keys;
            try
            {
                keys = await FleetEngines
                    .Of(schemas[0].Database)
                    .LedgersAsync([.. schemas.Select(target => target.Database)], catalog.VersionTable, token);
            }
            catch (StatementFailedException)
            {
                // One of them was changed meanwhile: each is read alone.
                continue;
            }
            catch (ConnectionFailedException error)
            {
                // All of them are there, or none is.
                keys = [.. schemas.Select(_ => (string?)null)];
                foreach (var schema in schemas)
                {
                    read[schema.Name] = new(null, error);
                    together.Add(schema.Name);
                }
            }

            foreach (var (at, key) in keys.Index())
            {
                if (key is not null)
                {
                    read[schemas[at].Name] = new(key.Length == 0 ? null : key, null);
                    together.Add(schemas[at].Name);
                }
            }
        }

        return together;
    }

    // A server that has no connection left for a moment is no failure of the target.
    private async Task<Reading> ReadAsync(FleetTarget target, CancellationToken token)
    {
        for (var tries = 1; tries < Tries; tries++)
        {
            var reading = await ReadOnceAsync(target, token);
            if (!Failures.MayPass(reading.Problem))
            {
                return reading;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50) * tries, token);
        }

        return await ReadOnceAsync(target, token);
    }

    private async Task<Reading> ReadOnceAsync(FleetTarget target, CancellationToken token)
    {
        try
        {
            await using var session = await target.Database.OpenAsync(token);
            var ledger = await LedgerReader.ReadAllowedAsync(session, catalog.VersionTable, token);
            return new(LedgerKey.Of(ledger, target), null);
        }
        catch (ConnectionFailedException error)
        {
            return await IsMissingAsync(target, token) ? new(null, null) : new(null, error);
        }
        catch (ProvisioningException error)
        {
            return new(null, error);
        }
    }

    private static async Task<bool> IsMissingAsync(FleetTarget target, CancellationToken token)
    {
        try
        {
            return !await target.Database.ExistsAsync(token);
        }
        catch (ProvisioningException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<FleetGroup>> GroupAsync(
        IReadOnlyList<FleetTarget> targets,
        ConcurrentDictionary<string, Reading> read,
        MigrationTarget to,
        CancellationToken token
    )
    {
        var groups = new ConcurrentBag<FleetGroup>();
        await new ServerLimits(parallel).ForEachAsync(
            targets
                .Where(target => read[target.Name].Key is not null)
                .GroupBy(target => read[target.Name].Key, StringComparer.Ordinal)
                .Select(group => group.ToList()),
            group => group[0],
            async group =>
            {
                // One of them speaks for all. Where it cannot be reached now, the next one does.
                for (var tries = 1; group.Count > 0; tries++)
                {
                    try
                    {
                        groups.Add(await GroupAsync(group, to, token));
                        return;
                    }
                    catch (Exception error) when (error is ConnectionFailedException or StatementFailedException)
                    {
                        if (tries % Tries != 0 && Failures.MayPass(error))
                        {
                            await Task.Delay(TimeSpan.FromMilliseconds(50), token);
                            continue;
                        }

                        read[group[0].Name] = new(null, (ProvisioningException)error);
                        group.RemoveAt(0);
                    }
                }
            },
            token
        );
        var order = targets.Index().ToDictionary(each => each.Item.Name, each => each.Index, StringComparer.Ordinal);
        return [.. groups.OrderBy(group => group.Targets.Count).ThenBy(group => order[group.Targets[0].Name])];
    }

    private async Task<FleetGroup> GroupAsync(List<FleetTarget> group, MigrationTarget to, CancellationToken token)
    {
        var database = group[0].Database;
        await using var session = await database.OpenAsync(token);
        var (ledger, refusal) = await LedgerAsync(session, token);
        var versions = MigrationStatus.WithEdits(
            MigrationStatus.Of(catalog, ledger),
            catalog,
            database.Dialect,
            database.ConnectionString
        );
        var found = new FleetGroup(group, ledger, versions) { Refusal = refusal };
        if (refusal is not null)
        {
            return found;
        }

        try
        {
            var runner = new MigrationRunner(catalog, options, TimeProvider.System);
            return found with { Plan = await runner.PlanAsync(session, to, token) };
        }
        catch (ProvisioningException error)
            when (error is not (VersionNotFoundException or ConnectionFailedException or StatementFailedException))
        {
            return found with { Refusal = error.Message };
        }
    }

    private async Task<(LedgerState Ledger, string? Refusal)> LedgerAsync(
        DatabaseSession session,
        CancellationToken token
    )
    {
        try
        {
            return (await InStepReader.ReadAllowedAsync(session, catalog, token), null);
        }
        catch (SettingDiffersException error)
        {
            return (await LedgerReader.ReadAllowedAsync(session, catalog.VersionTable, token), error.Message);
        }
    }

    private static TargetState Of(FleetTarget target, Reading reading, FleetGroup? group) =>
        group is not null
            ? new(target, group.Condition)
            {
                Group = group,
                Problem = group.RefusalOf(target) is { } refusal ? new ProvisioningException(refusal) : null,
            }
        : reading.Problem is { } problem ? new(target, TargetCondition.Unreachable) { Problem = problem }
        : new(target, TargetCondition.Missing)
        {
            Problem = new ProvisioningException(
                $"{target.Database.Location} is not there. `provision fleet add {target.Name}` makes it."
            ),
        };

    // Neither a key nor a problem: it is not there.
    private sealed record Reading(string? Key, ProvisioningException? Problem);
}
