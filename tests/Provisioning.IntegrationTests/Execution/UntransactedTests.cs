using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Migrations outside a transaction: what stopped half way goes on, and nothing of it is done twice.</summary>
public sealed class UntransactedTests(PostgreSqlServer server)
{
    private static readonly ExecuteSql Table = new("CREATE TABLE t (a INTEGER)");
    private static readonly ExecuteSql Row = new("INSERT INTO t VALUES (1)");
    private static readonly ExecuteSql Bad = new("INSERT INTO t VALUES (nonsense)");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_statement_that_failed_may_be_corrected_and_the_run_goes_on_with_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await FailsAsync(database, Table, Row, Bad);

        await RunAsync(database, Table, Row, new ExecuteSql("INSERT INTO t VALUES (2)"), Row);

        Assert.Equal(["1", "2", "1"], await database.RowsAsync("SELECT a FROM t", Token));
        Assert.Equal(
            ["4|4|1"],
            await database.RowsAsync(
                "SELECT statements_done, statements_total, count(finished_at) FROM provisioning_ledger GROUP BY 1, 2",
                Token
            )
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task What_was_run_may_not_be_edited_before_the_rest_is_run(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await FailsAsync(database, Table, Row, Bad);

        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RunAsync(database, Table, new ExecuteSql("INSERT INTO t VALUES (3)"), Row)
        );

        Assert.Contains("stopped after statement 2 of 3", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], await database.RowsAsync("SELECT a FROM t", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task One_of_which_nothing_ran_may_become_transactional_and_another_may_not(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await FailsAsync(database, Bad);

        await RunAsync(database, [new Steps(1, [Table, Row], [])]);

        Assert.Equal(["1"], await database.RowsAsync("SELECT a FROM t", Token));
        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(database, [new Steps(2, [Row, Bad], []) { Transactional = false }])
        );
        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RunAsync(database, [new Steps(2, [Row, Row], [])])
        );
        Assert.Contains("stopped after statement 1 of 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_index_that_failed_is_rebuilt(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await RunAsync(database, [new Steps(1, [Table, Row, Row], [])]);
        var index = new Steps(
            2,
            [new CreateIndex("t", new("ux_t_a", [new("a")]) { IsUnique = true }) { IsConcurrent = true }],
            []
        )
        {
            Transactional = false,
        };
        await Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, [index]));
        await database.ExecuteAsync("DELETE FROM t", Token);

        await RunAsync(database, [index]);

        await database.ExecuteAsync("INSERT INTO t VALUES (1)", Token);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.ExecuteAsync("INSERT INTO t VALUES (1)", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task Code_that_throws_is_the_migrations_failure_and_is_run_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var throws = true;
        var code = new ExecuteCode((_, _) => _ = throws ? throw new FormatException("row 17") : 0);
        var error = await FailsAsync(database, Table, code, Row);
        throws = false;

        await RunAsync(database, Table, code, Row);

        Assert.Contains("row 17", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsRolledBack);
        Assert.Equal(["1"], await database.RowsAsync("SELECT a FROM t", Token));
    }

    [Fact]
    public async Task A_statement_and_the_record_of_it_are_kept_together_or_not_at_all()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await RunAsync(database, [new Steps(1, [Table], [])]);
        // Stands for a process that is killed while the server goes on with what it was told.
        await database.ExecuteAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no record''; END';
            CREATE TRIGGER refuse BEFORE UPDATE ON provisioning_ledger FOR EACH ROW WHEN (NEW.statements_done = 1) EXECUTE FUNCTION refuse()
            """,
            Token
        );
        var rows = new Steps(2, [Row, Row], []) { Transactional = false };
        await Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, [rows]));
        await database.ExecuteAsync("DROP TRIGGER refuse ON provisioning_ledger", Token);

        await RunAsync(database, [rows]);

        Assert.Equal(["2"], await database.RowsAsync("SELECT count(*) FROM t", Token));
    }

    [Fact]
    public async Task What_the_server_refuses_in_a_transaction_is_run_without_one()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        await RunAsync(
            database,
            Table,
            new ExecuteSql("DO 'BEGIN INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); END'"),
            new ExecuteSql("CLUSTER")
        );

        Assert.Equal(["1", "2"], await database.RowsAsync("SELECT a FROM t", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_rollback_that_failed_is_interrupted_and_the_next_one_goes_on_where_it_stopped(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var migration = Back(Row, Bad, new ExecuteSql("DROP TABLE t"));
        var mended = Back(Row, new ExecuteSql("CREATE TABLE kept AS SELECT * FROM t"), Bad);
        await RunAsync(database, [migration]);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => DownAsync(database, migration));
        var state = await StateAsync(database, migration);
        await RunAsync(database, [migration]);
        await Assert.ThrowsAsync<MigrationFailedException>(() => DownAsync(database, mended));
        await DownAsync(database, Back(Row, new ExecuteSql("CREATE TABLE kept AS SELECT * FROM t"), Row));

        Assert.Contains("continues with this statement", error.Message, StringComparison.Ordinal);
        Assert.Equal(VersionState.Interrupted, state);
        Assert.Equal(["1"], await database.RowsAsync("SELECT a FROM kept", Token));
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM provisioning_ledger", Token));
    }

    private static Steps Back(params Operation[] down) => new(1, [Table], down) { Transactional = false };

    private static async Task DownAsync(TestDatabase database, MigrationSource migration)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await Runner([migration]).RunAsync(session, new MigrationTarget.DownBy(1), Token);
    }

    private static async Task<VersionState> StateAsync(TestDatabase database, MigrationSource migration)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var catalog = new MigrationCatalog([migration]);
        var ledger = await Ledger.LedgerReader.ReadAsync(session, catalog.VersionTable, Token);
        return Assert.Single(MigrationStatus.Of(catalog, ledger)).State;
    }

    private static Task RunAsync(TestDatabase database, params Operation[] operations) =>
        RunAsync(database, [new Steps(1, operations, []) { Transactional = false }]);

    private static async Task RunAsync(TestDatabase database, MigrationSource[] migrations)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await Runner(migrations).RunAsync(session, new MigrationTarget.Up(), Token);
    }

    private static Task<MigrationFailedException> FailsAsync(TestDatabase database, params Operation[] operations) =>
        Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, operations));

    private static MigrationRunner Runner(MigrationSource[] migrations) =>
        new(new(migrations), new() { History = HistoryOptions.Unchecked }, TimeProvider.System);
}
