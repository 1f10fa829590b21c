using Provisioning.Databases;
using Provisioning.Engines;

namespace Provisioning.Fleets.Engines;

/// <summary>Finds what the engine of a database can do for many at once.</summary>
internal static class FleetEngines
{
    private static readonly EngineAbilities<FleetEngine> Engines = new(
        (KnownEngines.PostgreSql, new PostgreSqlFleet()),
        (KnownEngines.Sqlite, new SqliteFleet())
    );

    /// <summary>The ability of the database's engine.</summary>
    public static FleetEngine Of(Database database) => Engines.Of(database) ?? FleetEngine.Plain;
}
