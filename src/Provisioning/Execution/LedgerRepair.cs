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
    public async Task<IReadOnlyList<RepairedVersion>> FindAsync(DatabaseSession session, CancellationToken token) =>
        [.. (await DescribeAsync(session, token)).Work.Select(found => found.Repaired)];

    /// <summary>Changes them, all or none.</summary>
    /// <returns>The records that were changed.</returns>
    /// <exception cref="HistoryRefusedException">Another system migrated the database, and that was not
    /// allowed.</exception>
    /// <exception cref="LockHeldException">A run did not finish in time.</exception>
    public async Task<IReadOnlyList<RepairedVersion>> RunAsync(DatabaseSession session, CancellationToken token)
    {
        await LockWait.TakeAsync(session.TryLockAsync, options.LockWait, time, _ => { }, token);
        return await CleanUp.AfterAsync(() => RunLockedAsync(session, token), session.UnlockAsync);
    }

    private async Task<IReadOnlyList<RepairedVersion>> RunLockedAsync(DatabaseSession session, CancellationToken token)
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

    private async Task<(LedgerState Ledger, List<(RecordedWork Work, RepairedVersion Repaired)> Work)> DescribeAsync(
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
        var found = new List<(RecordedWork, RepairedVersion)>();
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

/// <summary>A record of the ledger that says what its migration describes now.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name.</param>
/// <param name="Was">The checksum of what was run.</param>
/// <param name="Now">The checksum of what it describes now.</param>
public sealed record RepairedVersion(long Version, string Name, string Was, string Now);
