using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Conformance;

/// <summary>A table that others refer to is not dropped, and no row of theirs goes with it.</summary>
public sealed class DroppedTableTests(PostgreSqlServer server)
{
    private static readonly Column Id = new("id", new(ColumnKind.Int32));

    private static readonly Steps Teams = new(
        1,
        [
            new CreateTable(
                new("team", [Id, new("parent", new(ColumnKind.Int32)) { IsNullable = true }])
                {
                    PrimaryKey = new("pk_team", ["id"]),
                    ForeignKeys = [new("fk_parent", ["parent"], "team", ["id"])],
                }
            ),
            new CreateTable(
                new("player", [Id, new("team_id", new(ColumnKind.Int32)) { IsNullable = true }])
                {
                    PrimaryKey = new("pk_player", ["id"]),
                    ForeignKeys =
                    [
                        new("fk_team", ["team_id"], "team", ["id"]) { OnDelete = ReferentialAction.Cascade },
                    ],
                }
            ),
            new ExecuteSql("INSERT INTO team VALUES (1, NULL), (2, 1); INSERT INTO player VALUES (1, 1), (2, 2)"),
        ],
        []
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, Operation> Drops =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from drop in (Operation[])
                [
                    new DropTable("team"),
                    new DropTable("team", IfExists: true),
                    new ExecuteSql("DROP TABLE team"),
                    new ExecuteSql("/* gone */ drop table if exists \"team\""),
                ]
            select (engine, drop),
        ];

    [Theory]
    [MemberData(nameof(Drops))]
    public async Task It_is_refused_and_no_row_goes(Engine engine, Operation drop)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await RunAsync(database, Teams);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(database, Teams, new Steps(2, [drop], []))
        );

        var reason = engine is Engine.Sqlite ? "player refers to team" : "depend on it";
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(["2|2"], await CountsAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task It_is_refused_outside_a_transaction(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await RunAsync(database, Teams);

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(database, Teams, new Steps(2, [new DropTable("team")], []) { Transactional = false })
        );

        Assert.Equal(["2|2"], await CountsAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task It_goes_through_with_the_tables_that_refer_to_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await RunAsync(database, Teams, new Steps(2, [new DropTable("player"), new DropTable("team")], []));

        Assert.Equal(["VersionInfo", "provisioning_history", "provisioning_ledger"], await database.TablesAsync(Token));
    }

    [Fact]
    public async Task On_SQLite_the_order_of_tables_that_go_together_does_not_matter()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);

        await RunAsync(database, Teams, new Steps(2, [new DropTable("TEAM"), new DropTable("player")], []));

        Assert.Equal(["VersionInfo", "provisioning_history", "provisioning_ledger"], await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task It_goes_through_once_nothing_refers_to_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await RunAsync(
            database,
            Teams,
            new Steps(
                2,
                [new DropConstraint("player", "fk_team", ConstraintKind.ForeignKey), new DropTable("team")],
                []
            )
        );

        Assert.Equal(["2"], await database.RowsAsync("SELECT count(*) FROM player", Token));
    }

    private static async Task RunAsync(TestDatabase database, params Steps[] steps)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(new(steps), new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
    }

    private static Task<IReadOnlyList<string>> CountsAsync(TestDatabase database) =>
        database.RowsAsync("SELECT (SELECT count(*) FROM team), (SELECT count(*) FROM player)", Token);
}
