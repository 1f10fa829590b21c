using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Migrations.ToWow;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>A first run that fails takes back the database that it created.</summary>
public sealed class FirstRunTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_lock_is_kept_until_the_database_is_dropped()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        var watched = new WatchedDatabase(DatabaseUrl.Parse(database.Url));
        using var stopped = new CancellationTokenSource();
        var runner = new MigrationRunner(
            new ToWowSystem().Migrations,
            new(),
            TimeProvider.System,
            new Stopper(stopped)
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Provisioner(watched, runner).InitializeAsync([], seeding: null, stopped.Token)
        );

        Assert.StartsWith("process ", watched.HolderAtDrop, StringComparison.Ordinal);
        Assert.False(await watched.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_role_that_may_not_see_other_sessions_reads_which_one_holds_the_lock()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync($"CREATE ROLE {database.Name} LOGIN PASSWORD 'guest'", Token);
        var url = new UriBuilder(database.Url) { UserName = database.Name, Password = "guest" };
        await using var holding = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Assert.Null(await holding.TryLockAsync(Token));

        string? holder;
        await using (var session = await DatabaseUrl.Parse(url.Uri.AbsoluteUri).OpenAsync(Token))
        {
            holder = await session.TryLockAsync(Token);
        }

        await database.ExecuteAsync($"DROP ROLE {database.Name}", Token);
        Assert.Matches(@"^process \d+ \(postgres\)$", holder);
    }

    private sealed class Stopper(CancellationTokenSource stopped) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => stopped.Cancel();
    }

    private sealed class WatchedDatabase(Database inner) : Database
    {
        public string? HolderAtDrop { get; private set; }

        public override Dialect Dialect => inner.Dialect;

        public override string Name => inner.Name;

        public override string Location => inner.Location;

        public override string ConnectionString => inner.ConnectionString;

        public override Task<bool> ExistsAsync(CancellationToken token) => inner.ExistsAsync(token);

        public override Task<bool> CreateAsync(CancellationToken token) => inner.CreateAsync(token);

        public override async Task<bool> DropAsync(CancellationToken token)
        {
            await using (var other = await inner.OpenAsync(token))
            {
                HolderAtDrop = await other.TryLockAsync(token);
            }

            return await inner.DropAsync(token);
        }

        public override Database Scratch(string name) => inner.Scratch(name);

        public override Database Beside(string name) => inner.Beside(name);

        public override Task<IReadOnlyList<DatabaseEntry>> ListAsync(CancellationToken token) => inner.ListAsync(token);

        public override Task<DatabaseSession> OpenAsync(CancellationToken token) => inner.OpenAsync(token);
    }
}
