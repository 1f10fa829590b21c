using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>A connection that the server has closed.</summary>
public sealed class LostConnectionTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_done_with_it_afterwards_says_that_it_was_lost()
    {
        await using var database = await TestDatabase.CreateAsync(Support.Engine.PostgreSql, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var backend = (await session.QueryAsync("SELECT pg_backend_pid()", row => row.GetInt32(0), Token))[0];
        await database.ExecuteAsync($"SELECT pg_terminate_backend({backend}, 10000)", Token);
        Func<Task>[] uses =
        [
            () => session.ExecuteAsync("SELECT 1", Token),
            () => session.ExecuteAsync("SELECT 1", Token),
            () => session.QueryAsync("SELECT 1", row => row.GetInt32(0), Token),
            () => session.InspectAsync(Token),
            () => session.BeginAsync(TransactionOptions.Default, Token),
            () => session.BeginSnapshotAsync(Token),
        ];

        foreach (var use in uses)
        {
            var error = await Assert.ThrowsAsync<ConnectionFailedException>(use);
            Assert.Contains("was lost", error.Message, StringComparison.Ordinal);
        }
    }
}
