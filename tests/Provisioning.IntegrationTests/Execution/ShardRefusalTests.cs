using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What is refused of partitions on other servers, and how a migration fails that cannot reach one.</summary>
public sealed class ShardRefusalTests(ShardServers servers) : ShardCase(servers)
{
    [Fact]
    public async Task A_table_that_is_not_there_yet_fails_the_migration_and_is_named()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        await Servers.First.ExecuteAsync(shards.First, "DROP TABLE events_1", Token);

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(
            "the table public.events_1 of server first cannot be read: relation \"public.events_1\" does not exist",
            failed.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Apply the migrations of that server first", failed.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["0"],
            await Servers.Coordinator.RowsAsync(shards.Name, "SELECT count(*) FROM pg_foreign_server", Token)
        );
    }

    [Fact]
    public async Task A_server_that_is_down_fails_the_migration_and_is_named()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        shards.Variables["SECOND_URL"] = "postgresql://postgres:secret-of-second@127.0.0.1:1/events";

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains("of server second cannot be read: could not connect", failed.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-second", $"{failed}", StringComparison.Ordinal);
    }

    public static TheoryData<string, Operation[]> Refused =>
        new()
        {
            {
                "postgresql cannot create partition keyed_1 of keyed on server first: keyed has a primary key",
                [
                    new CreateTable(
                        new("keyed", [.. Columns]) { Partitioning = "HASH (id)", PrimaryKey = new("pk", ["id"]) }
                    ),
                    new CreatePartition("keyed", "keyed_1", Part(1)) { Server = "first" },
                ]
            },
            {
                "postgresql cannot add unique constraint uq to events: unique constraint uq of events would have to "
                    + "hold for partition events_1 on server first",
                [.. Events, new AddUnique("events", new("uq", ["id"]))]
            },
            {
                "postgresql cannot create index ux on events: unique index ux",
                [.. Events, new CreateIndex("events", new("ux", [new("id")]) { IsUnique = true })]
            },
            {
                "postgresql cannot add foreign key fk to events: its partition events_1 is on server first",
                [.. Events, new AddForeignKey("events", new("fk", ["id"], "others", ["id"]))]
            },
        };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_PostgreSQL_refuses_is_refused_before_anything_runs(string reason, Operation[] operations)
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        var runner = Runner(
            new Steps(1, [new ExecuteSql("CREATE TABLE first (id integer)")], []),
            new Steps(2, operations, [])
        );

        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            [""],
            await Servers.Coordinator.RowsAsync(shards.Name, "SELECT coalesce(to_regclass('first')::text, '')", Token)
        );
        // PostgreSQL says the same.
        await using var bare = await shards.Database.OpenAsync(Token);
        await Assert.ThrowsAsync<StatementFailedException>(async () =>
        {
            await bare.BeginAsync(TransactionOptions.Default, Token);
            await bare.ExecuteAsync(
                [
                    .. Events[..3]
                        .Concat(operations.Except(Events[..3]))
                        .SelectMany(each => shards.Database.Dialect.Render(each)),
                ],
                Token
            );
        });
    }

    public static TheoryData<string?, string> Urls =>
        new()
        {
            { null, "the variable SECOND_URL is not set. Set it to the URL" },
            { "sqlite:///events.db", "the variable SECOND_URL is not the URL of a PostgreSQL database" },
            { "postgresql://app:s%20ecret@db", "SECOND_URL: The URL names no database" },
            { "postgresql://app:s%20ecret@db/x?min_pool_size=2", "SECOND_URL sets Minimum Pool Size" },
        };

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task An_address_that_cannot_be_is_refused_before_anything_runs(string? url, string reason)
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        shards.Variables["SECOND_URL"] = url;
        var runner = Runner(new Steps(1, [new CreateSchema("first")], []), new Steps(2, Events, []));

        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains("Cannot create foreign server second", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ecret", $"{refused}", StringComparison.Ordinal);
        Assert.DoesNotContain("first", (await session.InspectAsync(Token)).Schemas);
    }

    [Fact]
    public async Task A_database_without_the_extension_is_refused_with_the_way_out()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);

        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            Runner(new Steps(1, [.. Events.Skip(1)], [])).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains("Create.Extension(\"postgres_fdw\")", refused.Message, StringComparison.Ordinal);
    }
}
