using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Tables that Citus spreads over nodes, and partitions.</summary>
public sealed class DistributionTests(PostgreSqlServer server)
{
    private static readonly Operation[] Up =
    [
        new CreateTable(new("tenants", [new("id", new(ColumnKind.Int64))]) { PrimaryKey = new("pk_t", ["id"]) }),
        new CreateTable(
            new("events", [new("tenant", new(ColumnKind.Int64)), new("id", new(ColumnKind.Int64))])
            {
                PrimaryKey = new("pk_e", ["tenant", "id"]),
                ForeignKeys = [new("fk_e", ["tenant"], "tenants", ["id"])],
            }
        ),
        new SetDistribution("tenants", new("id")),
        new SetDistribution("events", new("tenant", ColocatedWith: "tenants")),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_extension_its_functions_are_called_up_and_down_and_up()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(CitusStandIn.Recording, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(new Steps(1, Up, [.. Up.Reverse().Select(operation => operation.Inverse!)]));

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        await runner.RunAsync(session, new MigrationTarget.DownBy(1), Token);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        string[] forth =
        [
            "distribute tenants by id with default",
            "distribute events by tenant with \"public\".\"tenants\"",
        ];
        Assert.Equal(
            [.. forth, "undistribute events", "undistribute tenants", .. forth],
            await database.RowsAsync("SELECT call FROM citus_calls ORDER BY n", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task Without_it_tables_stay_as_they_are(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var plain = await TestDatabase.CreateAsync(engine, server, Token);
        await using var disposed = plain;
        await using var other = await DatabaseUrl.Parse(plain.Url).OpenAsync(Token);

        await Runner(new Steps(1, Up, [])).RunAsync(session, new MigrationTarget.Up(), Token);
        await Runner(new Steps(1, [.. Up.Where(each => each is CreateTable)], []))
            .RunAsync(other, new MigrationTarget.Up(), Token);

        Assert.Equal(
            (await other.InspectAsync(Token)).Tables.Values,
            (await session.InspectAsync(Token)).Tables.Values
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task What_Citus_refuses_is_refused_before_anything_runs_whether_or_not_it_is_there(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await Runner(new Steps(1, Up, [])).RunAsync(session, new MigrationTarget.Up(), Token);
        var runner = Runner(
            new Steps(1, Up, []),
            new Steps(2, [new ExecuteSql("CREATE TABLE first (id integer)")], []),
            new Steps(
                3,
                [
                    new CreateTable(
                        new("marks", [new("id", new(ColumnKind.Int64))]) { PrimaryKey = new("pk", ["id"]) }
                    ),
                    new SetDistribution("marks", new("id")),
                    new AddForeignKey("events", new("fk", ["id"], "marks", ["id"])),
                ],
                []
            )
        );

        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(
            "Citus cannot add foreign key fk to events: foreign key fk leads from events to marks, and it is not over "
                + "tenant and id",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("first", await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_plan_finds_it_of_tables_that_were_distributed_long_before(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using (var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token))
        {
            await Runner(new Steps(1, Up, [])).RunAsync(session, new MigrationTarget.Up(), Token);
        }

        MigrationCatalog catalog = new([
            new Steps(1, Up, []),
            new Steps(2, [new AddUnique("events", new("uq", ["id"]))], []),
        ]);
        var plan = await new PlanReview(catalog, DatabaseUrl.Parse(database.Url), new()).RunAsync(
            new MigrationTarget.Up(),
            scratch: null,
            looksAround: false,
            Token
        );

        Assert.Contains("L92", plan.Findings.Select(found => found.Rule.Id));
    }

    [Fact]
    public async Task Partitions_take_their_rows_and_come_back_after_a_rollback()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Operation[] up =
        [
            new CreateTable(new("logs", [new("at", new(ColumnKind.Date))]) { Partitioning = "RANGE (at)" }),
            new CreatePartition("logs", "logs_2026", "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"),
            new CreatePartition("logs", "logs_rest", "DEFAULT") { Partitioning = "HASH (at)" },
            new CreatePartition("logs_rest", "logs_rest_1", "FOR VALUES WITH (MODULUS 1, REMAINDER 0)"),
            new ExecuteSql("INSERT INTO logs VALUES ('2026-05-05'), ('2030-01-01')"),
        ];
        var runner = Runner(new Steps(1, up, [.. up[..^1].Reverse().Select(operation => operation.Inverse!)]));

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        await runner.RunAsync(session, new MigrationTarget.DownBy(1), Token);
        Assert.DoesNotContain("logs", await database.TablesAsync(Token));
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal(
            ["logs_2026|2026-05-05", "logs_rest_1|2030-01-01"],
            await database.RowsAsync("SELECT tableoid::regclass || '|' || at FROM logs ORDER BY at", Token)
        );
    }

    private static MigrationRunner Runner(params Steps[] steps) => new(new([.. steps]), new(), TimeProvider.System);
}
