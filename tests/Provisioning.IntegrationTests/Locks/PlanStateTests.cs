using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;
using static Provisioning.IntegrationTests.Locks.PlanCase;

namespace Provisioning.IntegrationTests.Locks;

/// <summary>What a plan knows of the database as it is now: who is in the way, and what has changed since.</summary>
public sealed class PlanStateTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_holds_the_table_now_is_named_without_the_values_of_the_query()
    {
        await using var database = await StartAsync(server, Users);
        await using var holder = await database.OpenAsync(Token);
        await using var command = holder.CreateCommand();
        command.CommandText = "BEGIN; SELECT * FROM users WHERE team = 'secret team'";
        await command.ExecuteNonQueryAsync(Token);

        var strong = await PlanAsync(database, new Steps(2, [new DropColumn("users", "team")], []));
        var weak = await PlanAsync(database, new Steps(2, [new CreateIndex("users", new("ix", [new("team")]))], []));

        var found = Assert.Single(strong.Obstacles!);
        Assert.Equal(("lock", "users"), (found.Kind, found.Table?.Name));
        Assert.DoesNotContain("secret", found.Text, StringComparison.Ordinal);
        // Who reads is not in the way of an index.
        Assert.Empty(weak.Obstacles!);
    }

    [Fact]
    public async Task Who_keeps_readers_out_is_named_and_is_not_waited_for()
    {
        await using var database = await StartAsync(
            server,
            new CreateTable(Users.Table with { Checks = [new("named", "team <> ''")] })
        );
        await using var holder = await database.OpenAsync(Token);
        await using var command = holder.CreateCommand();
        command.CommandText = "BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync(Token);

        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            PlanAsync(database, new Steps(2, [new DropColumn("users", "team")], []))
        );

        Assert.Contains("holds users.", error.Message, StringComparison.Ordinal);
        Assert.Contains("--table-wait", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_state_of_a_plan_changes_with_ledger_migrations_and_structure(Engine engine)
    {
        await using var database = await StartAsync(server, engine, Users);
        Steps next = new(2, [new AddColumn("users", new("x", new(ColumnKind.Int32)) { IsNullable = true })], []);
        var then = (await PlanAsync(database, next)).State;

        Assert.Null((await PlanAsync(database, next)).State.ChangedSince(then));
        Assert.Contains(
            "other migrations are pending",
            (await PlanAsync(database, next, new Steps(3, [Orders], []))).State.ChangedSince(then),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "migration 2 describes something else",
            (await PlanAsync(database, new Steps(2, [Orders], []))).State.ChangedSince(then),
            StringComparison.Ordinal
        );
        await database.ExecuteAsync("CREATE INDEX by_hand ON users (team)", Token);
        Assert.Contains(
            "the structure of the database",
            (await PlanAsync(database, next)).State.ChangedSince(then),
            StringComparison.Ordinal
        );
        await RunAsync(database, next);
        Assert.Contains(
            "other migrations were applied",
            (await PlanAsync(database, next)).State.ChangedSince(then),
            StringComparison.Ordinal
        );
    }
}
