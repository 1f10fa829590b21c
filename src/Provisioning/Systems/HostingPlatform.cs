using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>What a platform, such as a hosting service, has put into a database beside a system's own tables. Checks
/// leave it out.</summary>
/// <param name="Marker">The schema that tells that the platform is there.</param>
/// <param name="Schemas">The schemas that are the platform's.</param>
/// <param name="StandIn">PostgreSQL statements that put into an empty database as much of the platform as the
/// migrations need to make the same there.</param>
public sealed record HostingPlatform(string Marker, ValueList<string> Schemas, ValueList<string> StandIn)
{
    /// <summary>What else is the platform's, outside those schemas: <c>publication supabase_realtime</c>.</summary>
    public ValueList<string> Objects { get; init; } = [];

    /// <summary>Whether it is in a database.</summary>
    internal bool IsIn(DatabaseSession session) =>
        session.Database.Dialect.HasSchemas && session.LiveSchema.SchemaExists(Marker);
}
