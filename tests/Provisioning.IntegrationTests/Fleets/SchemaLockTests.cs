using Provisioning.Engines;
using Provisioning.Fleets.Engines;
using Provisioning.Fleets.States;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Xunit;

namespace Provisioning.IntegrationTests.Fleets;

/// <summary>Schemas of one PostgreSQL database, each with a lock and a ledger of its own.</summary>
public sealed class SchemaLockTests(PostgreSqlServer server)
{
    private static readonly string[] Schemas = ["t001", "t002", "t003", "t004", "t005", "none"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_in_two_schemas_do_not_wait_for_each_other_and_two_in_one_do()
    {
        await using var fleet = await FleetCase.CreateAsync(Engine.PostgreSql, server, 2, Token);
        await using var one = await OpenAsync(fleet, "t001");
        await using var again = await OpenAsync(fleet, "t001");
        await using var other = await OpenAsync(fleet, "t002");

        Assert.Null(await one.TryLockAsync(Token));
        Assert.StartsWith("process ", await again.TryLockAsync(Token), StringComparison.Ordinal);
        Assert.Null(await other.TryLockAsync(Token));
        await one.UnlockAsync();
        Assert.Null(await again.TryLockAsync(Token));
    }

    [Fact]
    public async Task A_run_of_the_whole_database_waits_for_those_in_its_schemas_and_they_for_it()
    {
        await using var fleet = await FleetCase.CreateAsync(Engine.PostgreSql, server, 1, Token);
        await using var whole = await OpenAsync(fleet, null);
        await using var schema = await OpenAsync(fleet, "t001");

        Assert.Null(await schema.TryLockAsync(Token));
        Assert.StartsWith("process ", await whole.TryLockAsync(Token), StringComparison.Ordinal);
        await schema.UnlockAsync();
        Assert.Null(await whole.TryLockAsync(Token));
        Assert.StartsWith("process ", await schema.TryLockAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resetting_a_session_leaves_its_locks()
    {
        await using var fleet = await FleetCase.CreateAsync(Engine.PostgreSql, server, 1, Token);
        await using var one = await OpenAsync(fleet, "t001");
        await using var again = await OpenAsync(fleet, "t001");
        Assert.Null(await one.TryLockAsync(Token));

        await one.ExecuteAsync(one.Reset(), Token);

        Assert.NotNull(await again.TryLockAsync(Token));
    }

    [Fact]
    public async Task A_locked_target_ends_with_the_code_of_a_lock_and_the_others_are_done()
    {
        await using var fleet = await FleetCase.CreateAsync(Engine.PostgreSql, server, 2, Token);
        await using var holder = await OpenAsync(fleet, "t001");
        Assert.Null(await holder.TryLockAsync(Token));

        var both = await fleet.RunAsync(Token, "up", "--max-failures", "1", "--lock-wait", "0");
        var alone = await fleet.RunAsync(Token, "up", "--only", "t001", "--lock-wait", "0");

        Assert.Equal((1, 5), (both.ExitCode, alone.ExitCode));
        Assert.Equal("1,2,3", await fleet.VersionsAsync("t002", Token));
        Assert.Contains("locked", both.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_query_for_many_ledgers_says_what_reading_each_says()
    {
        await using var fleet = await FleetCase.CreateAsync(Engine.PostgreSql, server, 5, Token);
        await fleet.RunAsync(Token, "up", "--only", "t001");
        await fleet.RunAsync(Token, "up", "--only", "t002", "--to", "2");
        await fleet.RunAsync(Token, "up", "--only", "t003", "--only", "t004");
        await fleet.ExecuteAsync(
            "t003",
            "UPDATE provisioning_ledger SET finished_at = NULL, statements_done = 1 WHERE version = 3; "
                + "DELETE FROM \"VersionInfo\" WHERE \"Version\" = 3",
            Token
        );
        await fleet.ExecuteAsync("t004", "ALTER TABLE provisioning_ledger DROP COLUMN notes", Token);
        var versions = new VersionTable();
        var schemas = Schemas.Select(name => DatabaseUrl.Parse(fleet.Url, schema: name)).ToArray();

        var keys = await FleetEngines.Of(schemas[0]).LedgersAsync(schemas, versions, Token);

        Assert.Equal(("", null), (keys[5], keys[3]));
        foreach (var at in (int[])[0, 1, 2, 4])
        {
            await using var session = await schemas[at].OpenAsync(Token);
            var ledger = await LedgerReader.ReadAllowedAsync(session, versions, Token);
            Assert.Equal(LedgerKey.Of(ledger, schemas[at].Dialect), keys[at]);
        }
    }

    private static Task<Databases.DatabaseSession> OpenAsync(FleetCase fleet, string? schema) =>
        DatabaseUrl.Parse(fleet.Url, schema: schema).OpenAsync(Token);
}
