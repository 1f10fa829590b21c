using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What the server does to a run from outside is told as that, and not as the migration's fault.</summary>
public sealed class LostSessionTests(PostgreSqlServer server)
{
    private static readonly ExecuteSql Suicide = new("SELECT pg_terminate_backend(pg_backend_pid())");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_the_server_ends_is_a_lost_connection(bool isTransactional)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var error = await Assert.ThrowsAsync<ConnectionFailedException>(() =>
            RunAsync(database, isTransactional, new ExecuteSql("CREATE TABLE t (a INTEGER)"), Suicide)
        );

        Assert.Contains("terminating connection", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [isTransactional ? "0" : "1"],
            await database.RowsAsync("SELECT count(*) FROM pg_class WHERE relname = 't'", Token)
        );
    }

    [Fact]
    public async Task A_key_that_is_checked_at_the_commit_is_the_migrations_failure()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(
                database,
                isTransactional: true,
                new ExecuteSql(
                    "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p (id) DEFERRABLE "
                        + "INITIALLY DEFERRED); INSERT INTO c VALUES (1)"
                )
            )
        );

        Assert.Contains("Migration 1 Steps1 failed and was rolled back", error.Message, StringComparison.Ordinal);
        Assert.Contains("violates foreign key constraint", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM pg_class WHERE relname = 'VersionInfo'", Token)
        );
    }

    private static async Task RunAsync(TestDatabase database, bool isTransactional, params Operation[] operations)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = new MigrationRunner(
            new([new Steps(1, operations, []) { Transactional = isTransactional }]),
            new(),
            TimeProvider.System
        );
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
    }
}
