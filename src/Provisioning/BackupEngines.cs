using Provisioning.Backup;
using Provisioning.Databases;

namespace Provisioning;

/// <summary>Finds how a database takes part in backups.</summary>
public static class BackupEngines
{
    /// <summary>The way of the database's engine.</summary>
    /// <exception cref="ProvisioningException">Its engine has none.</exception>
    public static BackupEngine For(Database database) => database switch
    {
        _ => throw new ProvisioningException($"{database.Location} is of an engine that has no backup. Use SQLite or PostgreSQL."),
    };
}
