using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Migrations that were interrupted, and what is decided about versions.</summary>
public abstract class LedgerRepairCase(PostgreSqlServer server)
{
    private protected PostgreSqlServer Server => server;

    private protected static readonly CreateTable Table = new(new("t", [new("a", new(ColumnKind.Int32))]));
    private protected static readonly CreateTable Other = new(new("u", [new("a", new(ColumnKind.Int32))]));
    private protected static readonly ExecuteSql Row = new("INSERT INTO t VALUES (1)");
    private protected static readonly ExecuteSql Bad = new("INSERT INTO t VALUES (nonsense)");

    private protected static readonly CreateIndex Index = new("t", new("ux_t", [new("a")]) { IsUnique = true })
    {
        IsConcurrent = true,
    };

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static Steps Alone(long version, params Operation[] up) =>
        new(version, up, []) { Transactional = false };

    private protected static async Task<IReadOnlyList<string>> TablesAsync(TestDatabase database) =>
        [.. (await database.TablesAsync(Token)).Order(StringComparer.Ordinal)];

    private protected static Task<string> SnapshotAsync(TestDatabase database) => Ladder.SnapshotAsync(database, Token);

    private protected static async Task<VersionState> StateAsync(TestDatabase database, MigrationSource migration)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var catalog = new MigrationCatalog([migration]);
        var ledger = await Ledger.LedgerReader.ReadAsync(session, catalog.VersionTable, Token);
        var versions = MigrationStatus.WithEdits(
            MigrationStatus.Of(catalog, ledger),
            catalog,
            session.Database.Dialect
        );
        return versions.Single(version => version.Version == migration.Version).State;
    }

    private protected static async Task<IReadOnlyList<RepairFinding>> FindAsync(
        TestDatabase database,
        params MigrationSource[] migrations
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await Repair(migrations).FindAsync(session, Token);
    }

    private protected static Task<IReadOnlyList<RepairedVersion>> RepairAsync(
        TestDatabase database,
        MigrationSource migration,
        RepairAction action,
        string why = ""
    ) => RepairAsync(database, [migration], why, new RepairDecision(migration.Version, action));

    private protected static async Task<IReadOnlyList<RepairedVersion>> RepairAsync(
        TestDatabase database,
        MigrationSource[] migrations,
        string why,
        params RepairDecision[] decisions
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await Repair(migrations).RunAsync(session, decisions, why, Token);
    }

    private protected static async Task<string> RefusedAsync(
        TestDatabase database,
        MigrationSource migration,
        RepairAction action
    ) => (await Assert.ThrowsAsync<ProvisioningException>(() => RepairAsync(database, migration, action))).Message;

    private protected static LedgerRepair Repair(MigrationSource[] migrations) =>
        new(new(migrations), new() { LockWait = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    private protected static Task RunAsync(TestDatabase database, params MigrationSource[] migrations) =>
        RunAsync(database, new MigrationTarget.Up(), migrations);

    private protected static async Task RunAsync(
        TestDatabase database,
        MigrationTarget target,
        params MigrationSource[] migrations
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var options = new RunnerOptions { History = HistoryOptions.Unchecked };
        await new MigrationRunner(new(migrations), options, TimeProvider.System).RunAsync(session, target, Token);
    }

    private protected static Task<MigrationFailedException> FailsAsync(
        TestDatabase database,
        params MigrationSource[] migrations
    ) => Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, migrations));
}
