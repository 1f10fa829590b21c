using System.Collections.Concurrent;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>Poolers between a run and its server: where the lock would not hold, nothing is run.</summary>
public sealed class PoolerTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pooler_that_gives_out_server_sessions_by_the_transaction_is_refused_before_anything_runs(
        bool connectsAtLogin
    )
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var pooler = new TransactionPooler(await server.UrlAsync(Token), keepsSessions: false)
        {
            ConnectsAtLogin = connectsAtLogin,
        };

        var run = await ProvisionProcess.RunAsync(
            Token,
            ["up", "--system", "towow", "--url", Through(pooler, database)]
        );

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("pool_mode = session", run.Errors, StringComparison.Ordinal);
        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", Token)
        );
    }

    [Fact]
    public async Task Through_a_pooler_that_keeps_sessions_the_lock_is_one_runs_alone()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var pooler = new TransactionPooler(await server.UrlAsync(Token), keepsSessions: true);
        await using var first = await DatabaseUrl.Parse(Through(pooler, database)).OpenAsync(Token);
        await using var second = await DatabaseUrl.Parse(Through(pooler, database)).OpenAsync(Token);

        var taken = await first.TryLockAsync(Token);
        var refused = await second.TryLockAsync(Token);
        await first.UnlockAsync();
        var takenAfter = await second.TryLockAsync(Token);

        Assert.Null(taken);
        Assert.StartsWith("process ", refused, StringComparison.Ordinal);
        Assert.Null(takenAfter);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(20)]
    public async Task PgBouncer_in_transaction_mode_is_refused_to_each_of_many_runs_beside_traffic(int poolSize)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var pooler = await PgBouncer.StartAsync(await server.UrlAsync(Token), "transaction", poolSize, Token);
        var url = Through(pooler.Port, database);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var paths = new ConcurrentBag<string>();
        Task[] traffic = [.. Enumerable.Range(0, 4).Select(_ => UseAsync(url, paths, end.Token))];

        var refused = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(
                        () => Assert.ThrowsAsync<ConnectionFailedException>(() => MigrateAsync(url)),
                        Token
                    )
                )
        );
        await end.CancelAsync();
        await Task.WhenAll(traffic);

        Assert.All(refused, error => Assert.Contains("pool_mode = session", error.Message, StringComparison.Ordinal));
        Assert.Empty(await database.TablesAsync(Token));
        Assert.Equal(["\"$user\", public|on"], paths.Distinct());
        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", Token)
        );
    }

    [Fact]
    public async Task PgBouncer_in_session_mode_takes_many_runs_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var pooler = await PgBouncer.StartAsync(await server.UrlAsync(Token), "session", poolSize: 20, Token);

        await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => MigrateAsync(Through(pooler.Port, database)), Token))
        );

        Assert.Equal(["1|1"], await database.RowsAsync("SELECT count(*), min(a) FROM t", Token));
    }

    private static async Task MigrateAsync(string url)
    {
        Steps[] migrations = [new(1, [new ExecuteSql("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")], [])];
        await using var session = await DatabaseUrl.Parse(url).OpenAsync(Token);
        await new MigrationRunner(new(migrations), new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
    }

    // An application that works through the same pool.
    private static async Task UseAsync(string url, ConcurrentBag<string> paths, CancellationToken token)
    {
        var address = new Uri(url);
        while (!token.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    $"Host=127.0.0.1;Port={address.Port};Username=postgres;Database={address.AbsolutePath.Trim('/')};Pooling=false"
                );
                await connection.OpenAsync(token);
                for (var i = 0; i < 20; i++)
                {
                    await using var command = new NpgsqlCommand(
                        "SELECT current_setting('search_path') || '|' || current_setting('standard_conforming_strings')",
                        connection
                    );
                    paths.Add((string)(await command.ExecuteScalarAsync(token))!);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or NpgsqlException)
            {
                Assert.True(token.IsCancellationRequested, error.Message);
            }
        }
    }

    private static string Through(int port, TestDatabase database) =>
        new UriBuilder(database.Url) { Host = "127.0.0.1", Port = port }
            .Uri
            .AbsoluteUri;

    private static string Through(TransactionPooler pooler, TestDatabase database) =>
        new UriBuilder(database.Url) { Host = "127.0.0.1", Port = pooler.Port }
            .Uri
            .AbsoluteUri;
}
