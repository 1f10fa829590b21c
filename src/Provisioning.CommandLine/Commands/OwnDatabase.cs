using Provisioning.CommandLine.Options;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary>Refuses the database of another system, for commands that know a database by its system and run no
/// migration.</summary>
internal static class OwnDatabase
{
    /// <summary>Looks whether the database is another system's. One that is not there, or cannot be read, is for the
    /// command to say something of.</summary>
    /// <param name="system">The system; null where none was named.</param>
    /// <param name="database">The database.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">It is.</exception>
    public static async Task RequireAsync(DatabaseSystem? system, Database database, CancellationToken token)
    {
        if (system is null || await OpenAsync(database, token) is not { } session)
        {
            return;
        }

        await using (session)
        {
            try
            {
                await HistoryCheck.RequireOwnAsync(session, MigrationOptions.Catalog(system), token);
            }
            catch (StatementFailedException)
            {
                // A damaged one is backed up all the same.
            }
        }
    }

    private static async Task<DatabaseSession?> OpenAsync(Database database, CancellationToken token)
    {
        try
        {
            return await database.ExistsAsync(token) ? await database.OpenAsync(token) : null;
        }
        catch (ConnectionFailedException)
        {
            return null;
        }
    }
}
