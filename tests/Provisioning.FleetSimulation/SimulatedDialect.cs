using Provisioning.Dialects;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.FleetSimulation;

/// <summary>SQL under a name that no engine has, so that nothing of an engine is used.</summary>
internal sealed class SimulatedDialect() : SqliteDialect(SqliteTypes.FluentMigrator)
{
    /// <summary>The one there is.</summary>
    public static SimulatedDialect Instance { get; } = new();

    /// <inheritdoc />
    public override string Name => "simulated";
}
