using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What migrations say has to be true once they are applied.</summary>
public sealed class MigrationCheckTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task A_check_that_is_not_true_rolls_its_migration_back_and_those_before_it_stay(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, true, Two(engine)));

        Assert.True(error.IsRolledBack);
        Assert.Contains("no total is negative", error.Message, StringComparison.Ordinal);
        var tables = await database.TablesAsync(Token);
        Assert.Contains("orders", tables);
        Assert.DoesNotContain("later", tables);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task Checks_are_made_where_the_run_asks_for_them_and_not_on_the_way_down(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await RunAsync(database, false, Two(engine));
        await RunAsync(database, true, Two(engine), new MigrationTarget.DownTo(0));

        Assert.DoesNotContain("orders", await database.TablesAsync(Token));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.PostgreSql)]
    public async Task Outside_a_transaction_the_version_is_recorded_once_its_check_is_true(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var step = new Steps(1, [new ExecuteSql("CREATE TABLE made (a int)")], [])
        {
            Transactional = false,
            MustBeTrue = [new("it has a row", "SELECT count(*) FROM made")],
        };

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, true, [step]));
        Assert.False(error.IsRolledBack);
        Assert.Empty(await database.RowsAsync("SELECT \"Version\" FROM \"VersionInfo\"", Token));
        await database.ExecuteAsync("INSERT INTO made VALUES (1)", Token);
        await RunAsync(database, true, [step]);

        Assert.Equal(["1"], await database.RowsAsync("SELECT \"Version\" FROM \"VersionInfo\"", Token));
    }

    private static Steps[] Two(Engine engine) =>
        [
            new(
                1,
                [new ExecuteSql("CREATE TABLE orders (total int)"), new ExecuteSql("INSERT INTO orders VALUES (-1)")],
                [new ExecuteSql("DROP TABLE orders")]
            )
            {
                MustBeTrue =
                [
                    new("it has a row", "SELECT count(*) FROM orders"),
                    new("it has one at most", engine is Engine.Sqlite ? "SELECT 1" : "SELECT true"),
                ],
            },
            new(2, [new ExecuteSql("CREATE TABLE later (a int)")], [new ExecuteSql("DROP TABLE later")])
            {
                MustBeTrue = [new("no total is negative", "SELECT NOT EXISTS (SELECT 1 FROM orders WHERE total < 0)")],
            },
        ];

    private static async Task RunAsync(
        TestDatabase database,
        bool verifies,
        Steps[] steps,
        MigrationTarget? target = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(new(steps), new() { Verifies = verifies }, TimeProvider.System).RunAsync(
            session,
            target ?? new MigrationTarget.Up(),
            Token
        );
    }
}
