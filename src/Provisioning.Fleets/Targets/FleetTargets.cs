namespace Provisioning.Fleets.Targets;

/// <summary>All targets of a fleet.</summary>
public static class FleetTargets
{
    /// <summary>The targets of several sources, in their order.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="connections">How targets are connected to.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="FleetFileException">Two targets have one name, or are one database; or a source is
    /// wrong.</exception>
    /// <exception cref="Databases.ConnectionFailedException">What targets are read from cannot be
    /// reached.</exception>
    public static async Task<IReadOnlyList<FleetTarget>> FindAsync(
        IEnumerable<FleetSource> sources,
        FleetConnections connections,
        CancellationToken token
    )
    {
        var found = new List<FleetTarget>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var target in await source.FindAsync(connections, token))
            {
                if (!names.Add(target.Name))
                {
                    throw new FleetFileException(
                        $"Two targets of the fleet are called {target.Name}. Give one of them another name."
                    );
                }

                if (!places.TryAdd(target.Database.Location, target.Name))
                {
                    throw new FleetFileException(
                        $"{places[target.Database.Location]} and {target.Name} are the same database, "
                            + $"{target.Database.Location}. Leave one of them out."
                    );
                }

                found.Add(target);
            }
        }

        return found;
    }
}
