using System.Globalization;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Refuses a run that does not fit what a database records, before anything of it runs.</summary>
public static class HistoryCheck
{
    /// <summary>Compares what the database records with the migrations, and refuses what was not allowed.</summary>
    /// <param name="catalog">The migrations.</param>
    /// <param name="ledger">What the database records.</param>
    /// <param name="plan">What is to be run; null for work that is no migration, as adding rows is.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="database">The database.</param>
    /// <param name="connectionString">The connection string that migrations may ask for; empty for none.</param>
    /// <returns>What was found; null where nothing was compared.</returns>
    /// <exception cref="HistoryRefusedException">The history does not fit.</exception>
    /// <exception cref="ProvisioningException">A migration is marked as breaking, and that was not allowed.</exception>
    public static MigrationHistory? Require(
        MigrationCatalog catalog,
        LedgerState ledger,
        MigrationPlan? plan,
        RunnerOptions options,
        Database database,
        string connectionString = ""
    )
    {
        MigrationHistory? history = null;
        if (!options.History.IsUnchecked)
        {
            history = MigrationHistory.Of(catalog, ledger, database.Dialect, connectionString);
            history.Require(catalog, plan, options.History, database.Location);
        }

        var breaking = plan?.Steps.FirstOrDefault(step =>
            step is { Direction: Direction.Up, Migration.IsBreaking: true }
        );
        return breaking is null || options.AllowBreaking
            ? history
            : throw new ProvisioningException(
                $"Migration {breaking.Migration} is marked as breaking the application before it. Nothing was run. "
                    + "Give --allow-breaking to run it."
            );
    }

    /// <summary>The same for work on a database that is no migration; what was allowed is recorded in the
    /// ledger.</summary>
    /// <param name="session">The database.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isDryRun">Whether nothing is to be written.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="HistoryRefusedException">The history does not fit.</exception>
    public static async Task RequireAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        RunnerOptions options,
        TimeProvider time,
        bool isDryRun,
        CancellationToken token
    )
    {
        var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
        var database = session.Database;
        if (Require(catalog, ledger, plan: null, options, database, database.ConnectionString) is { } history && !isDryRun)
        {
            await NoteAsync(session, catalog, ledger, history, options, time, token);
        }
    }

    /// <summary>Records in the ledger what was allowed. False where there was nothing to record.</summary>
    internal static async Task<bool> NoteAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        LedgerState ledger,
        MigrationHistory history,
        RunnerOptions options,
        TimeProvider time,
        CancellationToken token
    )
    {
        var by = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-dd HH:mm} UTC by {options.Actor}"
        );
        var allowed = history.Allowed(options.History, by).ToArray();
        if (allowed.Length == 0)
        {
            return false;
        }

        var dialect = session.Database.Dialect;
        var writer = new LedgerWriter(dialect, catalog.VersionTable, options.Actor, MigrationRunner.ToolVersion);
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(
                [
                    .. LedgerTables.Missing(ledger, dialect),
                    .. allowed.Select(allowance => writer.Noted(allowance.Version, allowance.Note)),
                ],
                token
            );
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }

        return true;
    }
}
