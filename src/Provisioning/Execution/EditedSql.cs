using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Shows how migrations were edited, by the SQL that the ledger keeps.</summary>
public static class EditedSql
{
    /// <summary>Compares what ran with what the migrations describe now.</summary>
    /// <param name="session">The database.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="edited">The versions that were edited.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<IReadOnlyList<EditedMigration>> CompareAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        IEnumerable<VersionStatus> edited,
        CancellationToken token
    )
    {
        var found = new List<EditedMigration>();
        var database = session.Database;
        foreach (var version in edited)
        {
            var ran = await LedgerReader.SqlAsync(session, catalog.VersionTable, version.Version, token);
            var migration = catalog.Find(version.Version)!;
            found.Add(EditedMigration.Of(migration, ran, database.Dialect, database.ConnectionString));
        }

        return found;
    }
}
