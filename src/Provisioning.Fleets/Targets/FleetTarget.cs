using System.Collections.Immutable;
using Provisioning.Databases;

namespace Provisioning.Fleets.Targets;

/// <summary>One database of a fleet, or one schema of a database: with a ledger and a lock of its own.</summary>
/// <param name="Name">Its name, which no other target of the fleet has.</param>
/// <param name="Database">The database. It need not exist.</param>
public sealed record FleetTarget(string Name, Database Database)
{
    /// <summary>What it is chosen by, as <c>region</c> and <c>eu</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <inheritdoc />
    public override string ToString() => Name;
}
