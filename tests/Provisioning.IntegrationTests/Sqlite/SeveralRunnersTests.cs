using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Sqlite.Connection;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>Several runs at once with migrations outside a transaction.</summary>
public sealed class SeveralRunnersTests(PostgreSqlServer server)
{
    private const int Runners = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_statement_runs_once_and_every_run_succeeds()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        Steps[] steps =
        [
            new(1, [new ExecuteSql("CREATE TABLE log (n INTEGER)")], []),
            .. Enumerable
                .Range(2, 20)
                .Select(version => new Steps(
                    version,
                    [new ExecuteSql($"INSERT INTO log VALUES ({version}); INSERT INTO log VALUES (-{version})")],
                    []
                )
                {
                    Transactional = version % 3 != 0,
                }),
        ];
        await new SqliteDatabase(database.Name).CreateAsync(Token);

        await Task.WhenAll(
            Enumerable
                .Range(0, Runners)
                .Select(_ => Task.Run(() => database.RunAsync(new MigrationTarget.Up(), Token, steps), Token))
        );

        Assert.Equal("40|40|0", await database.TextAsync("SELECT count(*), count(DISTINCT n), sum(n) FROM log", Token));
        Assert.False(File.Exists($"{database.Name}-lock"));
    }

    [Fact]
    public async Task The_lock_is_free_again_when_its_holder_is_gone_and_the_file_that_is_left_does_not_matter()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        await File.WriteAllTextAsync($"{database.Name}-lock", "", Token);
        using var first = new SqliteRunLock(database.Name);
        using var second = new SqliteRunLock(database.Name);

        Assert.True(first.TryTake());
        Assert.False(second.TryTake());
        first.Dispose();

        Assert.True(second.TryTake());
        Assert.False(first.TryTake());
    }

    [Fact]
    public async Task A_statement_and_its_record_are_one()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "CREATE TABLE log (n INTEGER)", Token);
        var steps = new Steps(
            1,
            [new ExecuteSql("INSERT INTO log VALUES (1); INSERT INTO later VALUES (2); INSERT INTO log VALUES (3)")],
            []
        )
        {
            Transactional = false,
        };

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            database.RunAsync(new MigrationTarget.Up(), Token, steps)
        );
        await database.ExecuteAsync("CREATE TABLE later (n)", Token);
        await database.RunAsync(new MigrationTarget.Up(), Token, steps);

        Assert.Equal("1\n3", await database.TextAsync("SELECT n FROM log ORDER BY n", Token));
    }
}
