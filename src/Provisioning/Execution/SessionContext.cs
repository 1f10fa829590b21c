using Provisioning.Databases;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>What a migration may know of a live database.</summary>
internal static class SessionContext
{
    /// <summary>The context of a migration that runs on this session now.</summary>
    public static MigrationContext Context(this DatabaseSession session) =>
        new(session.Database.Dialect.Aliases, session.LiveSchema, session.Database.ConnectionString);
}
