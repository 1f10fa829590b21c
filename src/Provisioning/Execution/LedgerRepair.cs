using System.Globalization;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>Makes the ledger say what edited migrations describe now. Nothing else in the database is changed: what
/// the edit would have done is not done.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="options">What is allowed, who does it, and how long to wait for a run.</param>
/// <param name="time">The clock.</param>
public sealed class LedgerRepair(MigrationCatalog catalog, RunnerOptions options, TimeProvider time)
{
    /// <summary>The records that would be changed, lowest version first.</summary>
    /// <exception cref="HistoryRefusedException">Another system migrated the database, and that was not
    /// allowed.</exception>
    public async Task<IReadOnlyList<AcceptedEdit>> FindAsync(DatabaseSession session, CancellationToken token) =>
        [.. (await DescribeAsync(session, token)).Work.Select(found => found.Repaired)];

    /// <summary>Changes them, all or none.</summary>
    /// <returns>The records that were changed.</returns>
    /// <exception cref="HistoryRefusedException">Another system migrated the database, and that was not
    /// allowed.</exception>
    /// <exception cref="LockHeldException">A run did not finish in time.</exception>
    public async Task<IReadOnlyList<AcceptedEdit>> RunAsync(DatabaseSession session, CancellationToken token)
    {
        await LockWait.TakeAsync(session.TryLockAsync, options.LockWait, time, _ => { }, token);
        return await CleanUp.AfterAsync(() => RunLockedAsync(session, token), session.UnlockAsync);
    }

    private async Task<IReadOnlyList<AcceptedEdit>> RunLockedAsync(DatabaseSession session, CancellationToken token)
    {
        var (ledger, work) = await DescribeAsync(session, token);
        var dialect = session.Database.Dialect;
        var writer = new LedgerWriter(
            dialect,
            catalog.VersionTable,
            options.Actor,
            MigrationRunner.ToolVersion,
            catalog.System
        );
        var by = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-dd HH:mm} UTC by {options.Actor}"
        );
        if (work.Count == 0)
        {
            return [];
        }

        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(
                [
                    .. LedgerTables.Missing(ledger, dialect),
                    .. work.SelectMany(found =>
                        writer.Accepted(found.Work, $"edit accepted {by}, checksum was {found.Repaired.Was}")
                    ),
                ],
                token
            );
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }

        return [.. work.Select(found => found.Repaired)];
    }

    private async Task<(LedgerState Ledger, List<(RecordedWork Work, AcceptedEdit Repaired)> Work)> DescribeAsync(
        DatabaseSession session,
        CancellationToken token
    )
    {
        var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
        var database = session.Database;
        var history = MigrationHistory.Of(catalog, ledger, database.Dialect, database.ConnectionString);
        history.Require(
            catalog,
            plan: null,
            options.History with
            {
                AllowEdited = true,
                AllowUnknown = true,
            },
            database.Location
        );
        var found = new List<(RecordedWork, AcceptedEdit)>();
        foreach (var version in history.Edited)
        {
            var migration = catalog.Find(version.Version)!;
            var asked = new AskedSchema(DatabaseModel.Empty, database.Dialect.HasSchemas);
            var context = new MigrationContext(database.Dialect.Aliases, asked, database.ConnectionString);
            var checksum = MigrationChecksum.Of(migration.Describe(Direction.Up, context));
            found.Add(
                (
                    new(migration.Version, migration.Name, checksum, []),
                    new(migration.Version, migration.Name, version.Checksum!, checksum)
                )
            );
        }

        return (ledger, found);
    }
}
