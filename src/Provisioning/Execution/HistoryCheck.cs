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

        if (plan is not null && !options.History.IsUnchecked)
        {
            new InStepRows(catalog, options, database.Dialect).Require(ledger, plan);
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

    /// <summary>The same on an open database, which has the SQL that edited migrations ran.</summary>
    /// <exception cref="HistoryRefusedException">The history does not fit.</exception>
    internal static async Task<MigrationHistory?> RequireAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        LedgerState ledger,
        MigrationPlan? plan,
        RunnerOptions options,
        CancellationToken token
    )
    {
        try
        {
            return Require(catalog, ledger, plan, options, session.Database, session.Database.ConnectionString);
        }
        catch (HistoryRefusedException refused) when (refused.Edited.Count > 0)
        {
            throw new HistoryRefusedException(refused.Message, refused.Option)
            {
                Edits = await EditedSql.CompareAsync(session, catalog, refused.Edited, token),
            };
        }
    }

    /// <summary>Refuses work on a database that another system migrated. Edited and unknown migrations are no matter
    /// to it.</summary>
    /// <param name="session">The database.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">Another system migrated it.</exception>
    public static async Task RequireOwnAsync(DatabaseSession session, MigrationCatalog catalog, CancellationToken token)
    {
        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        var database = session.Database;
        if (MigrationHistory.Of(catalog, ledger, database.Dialect, database.ConnectionString).OtherSystem is { } other)
        {
            throw new ProvisioningException(
                $"{database.Location} was migrated by another system: {other}. Nothing was done. Name this system's "
                    + "own database with --url, or with --system the one that this is of."
            );
        }
    }

    /// <summary>Compares as a run does, for work on a database that is no migration; what was allowed is recorded in
    /// the ledger.</summary>
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
        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        if (await RequireAsync(session, catalog, ledger, plan: null, options, token) is { } history && !isDryRun)
        {
            await NoteAsync(session, catalog, ledger, history, options, time, token);
        }
    }

    /// <summary>Records in the ledger what was allowed and what was accepted. False where there was nothing to
    /// record.</summary>
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
        var accepted = Accepted(session.Database, catalog, history, options);
        if (allowed.Length + accepted.Count == 0)
        {
            return false;
        }

        var dialect = session.Database.Dialect;
        var writer = options.WriterOn(dialect, catalog);
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(
                [
                    .. LedgerTables.Missing(ledger, dialect),
                    .. accepted.SelectMany(edit => edit.Record(writer, edit.Note(by))),
                    .. accepted.Select(edit => writer.Happened(edit.Happened(edit.Note(by)))),
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

    /// <summary>The edits that a run would accept.</summary>
    /// <param name="session">The database; null where it does not exist, or is emptied first.</param>
    /// <param name="database">The same, which is not open.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="ledger">What the database records.</param>
    /// <param name="plan">What is to be run.</param>
    /// <param name="options">What is allowed and accepted.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The run would be refused.</exception>
    public static async Task<IReadOnlyList<AcceptedEdit>> AcceptedAsync(
        DatabaseSession? session,
        Database database,
        MigrationCatalog catalog,
        LedgerState ledger,
        MigrationPlan plan,
        RunnerOptions options,
        CancellationToken token
    )
    {
        var history = session is null
            ? Require(catalog, ledger, plan, options, database, database.ConnectionString)
            : await RequireAsync(session, catalog, ledger, plan, options, token);
        return Accepted(database, catalog, history, options);
    }

    /// <summary>The edits that the options accept.</summary>
    internal static IReadOnlyList<AcceptedEdit> Accepted(
        Database database,
        MigrationCatalog catalog,
        MigrationHistory? history,
        RunnerOptions options
    ) =>
        [
            .. history
                ?.Accepted(options.History)
                .Select(edited => AcceptedEdit.Of(edited, catalog, database.Dialect, database.ConnectionString))
                ?? [],
        ];
}
