using System.Collections.Concurrent;
using System.Globalization;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;
using Provisioning.Fleets.Engines;
using Provisioning.Fleets.States;
using Provisioning.Fleets.Targets;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>Finds the data that a run over a fleet would drop, before it is asked for.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="parallel">How many targets of one server are read at once, at most.</param>
internal sealed class FleetLosses(MigrationCatalog catalog, int parallel)
{
    private const int MostTargets = 5;

    /// <summary>The targets that would lose data, with what.</summary>
    public async Task<IReadOnlyList<(FleetTarget Target, IReadOnlyList<DataLoss> Losses)>> FindAsync(
        FleetStatus status,
        MigrationTarget to,
        CancellationToken token
    )
    {
        var found = new ConcurrentDictionary<string, IReadOnlyList<DataLoss>>(StringComparer.Ordinal);
        var targets = status
            .Targets.Where(target => target.Condition is TargetCondition.Pending)
            .Select(target => target.Target)
            .ToList();
        await new ServerLimits(parallel).ForEachAsync(
            targets,
            target => target,
            async target =>
            {
                await using var session = await target.Database.OpenAsync(token);
                found[target.Name] = await DataLossCheck.FindAsync(session, catalog, to, token);
            },
            token
        );
        return
        [
            .. targets.Where(target => found[target.Name].Count > 0).Select(target => (target, found[target.Name])),
        ];
    }

    /// <summary>What is lost where, as a sentence without its full stop.</summary>
    public static string Sentence(IReadOnlyList<(FleetTarget Target, IReadOnlyList<DataLoss> Losses)> found)
    {
        var first = found
            .Take(MostTargets)
            .Select(each => $"\n  {each.Target.Name} ({each.Target.Database.Location}): {Format.Losses(each.Losses)}");
        var more =
            found.Count <= MostTargets
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"\n  and {found.Count - MostTargets:N0} more targets");
        return $"{Format.Count(found.Count, "target")} would lose data:{string.Concat(first)}{more}\n"
            + "No backup is made of them";
    }
}
