using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
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

    private static string Through(TransactionPooler pooler, TestDatabase database) =>
        new UriBuilder(database.Url) { Host = "127.0.0.1", Port = pooler.Port }
            .Uri
            .AbsoluteUri;
}
