using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Adds to the history that a migration failed, after it was rolled back.</summary>
internal static class FailedRun
{
    /// <summary>Adds it where there is a history. Where it cannot be added, the failure is what matters.</summary>
    public static async Task RecordAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        RunnerOptions options,
        MigrationFailedException? failed
    )
    {
        if (failed is not { Step: { Migration: { } migration } step } || !migration.IsRecorded)
        {
            return;
        }

        var dialect = session.Database.Dialect;
        var history = catalog.VersionTable.HistoryOn(dialect);
        var writer = new LedgerWriter(
            dialect,
            catalog.VersionTable,
            options.Actor,
            MigrationRunner.ToolVersion,
            catalog.System,
            options.Origin
        );
        try
        {
            // What the run had made of the tables may be rolled back.
            if ((await session.FindTablesAsync(CancellationToken.None, history)).Count == 0)
            {
                return;
            }

            await session.ExecuteAsync(session.Reset(), CancellationToken.None);
            await session.BeginAsync(
                TransactionOptions.Default with
                {
                    LockWait = TimeSpan.FromSeconds(1),
                },
                CancellationToken.None
            );
            await session.ExecuteAsync(
                [
                    writer.Happened(
                        new(migration.Version, migration.Name, step.Direction is Direction.Up ? "up" : "down")
                        {
                            IsFailed = true,
                            Notes = failed.InnerException?.Message,
                        }
                    ),
                ],
                CancellationToken.None
            );
            await session.CommitAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is ProvisioningException or System.Data.Common.DbException)
        {
            // The error of the migration is the one to show.
        }
        finally
        {
            await session.RollbackAsync();
        }
    }
}
