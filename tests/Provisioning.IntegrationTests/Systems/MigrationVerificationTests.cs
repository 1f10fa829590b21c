using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;
using static Provisioning.IntegrationTests.Systems.VerificationCase;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>What applying each migration, rolling it back and applying it again over rows finds.</summary>
public sealed class MigrationVerificationTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Migrations_that_can_be_taken_back_have_no_findings(Support.Engine engine)
    {
        var report = await VerifyAsync(server, engine, First, Last);

        Assert.Empty(Findings(report));
        Assert.Equal([0L, 3L], report.Migrations.Select(migration => migration.Rows));
        Assert.All(report.Migrations, migration => Assert.Equal(3, migration.Durations.Count));
        Assert.Equal((0, 0), (report.Failed, report.Unfilled.Count));
    }

    [Theory]
    [OnBothEngines]
    public async Task Structure_that_the_way_down_leaves_is_found_and_the_next_migration_begins_with_a_new_database(
        Support.Engine engine
    )
    {
        var report = await VerifyAsync(
            server,
            engine,
            First,
            new Steps(2, [new AddColumn("users", new("extra", new(ColumnKind.Int64)) { IsNullable = true })], []),
            Last
        );

        var found = report.Migrations[1].Findings;
        Assert.Equal(
            [VerificationFindingKind.Structure, VerificationFindingKind.Failure],
            found.Select(finding => finding.Kind)
        );
        Assert.StartsWith("After going down, table users has extra", found[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("Going up again fails: Migration 2 Steps2", found[1].Text, StringComparison.Ordinal);
        Assert.Empty(report.Migrations[2].Findings);
        Assert.Equal(3, report.Migrations[2].Durations.Count);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_way_up_or_down_that_fails_over_rows_is_found(Support.Engine engine)
    {
        var column = new Column("must", new(ColumnKind.Int64));
        var kept = column with { Default = new LiteralDefault(1) };
        var report = await VerifyAsync(
            server,
            engine,
            First,
            new Steps(2, [new AddColumn("users", column)], [new DropColumn("users", "must")]),
            new Steps(
                3,
                [new DropColumn("users", "must"), new AddColumn("users", kept)],
                [new DropColumn("users", "must"), new AddColumn("users", column)]
            ),
            Last
        );

        var up = Assert.Single(report.Migrations[1].Findings).Text;
        var down = Assert.Single(report.Migrations[2].Findings).Text;
        Assert.StartsWith(
            "Applying it to tables with rows fails: Migration 2 Steps2 failed",
            up,
            StringComparison.Ordinal
        );
        Assert.StartsWith("Going down fails: Migration 3 Steps3 failed", down, StringComparison.Ordinal);
        Assert.Empty(report.Migrations[3].Findings);
        var empty = await VerifyAsync(
            server,
            engine,
            new VerificationOptions { Rows = 0 },
            First,
            new Steps(2, [new AddColumn("users", column)], [new DropColumn("users", "must")])
        );
        Assert.Empty(Findings(empty));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_that_do_not_come_back_are_found_by_table_and_column(Support.Engine engine)
    {
        var report = await VerifyAsync(
            server,
            engine,
            First,
            new Steps(2, [new ExecuteSql("UPDATE users SET name = upper(name)")], []),
            new Steps(
                3,
                [new ExecuteSql("INSERT INTO users (id, name) VALUES (4, 'four')")],
                [new ExecuteSql("DELETE FROM users")]
            ),
            new Steps(
                4,
                [new ExecuteSql("UPDATE users SET name = 'x' || name")],
                [new ExecuteSql("UPDATE users SET name = substr(name, 2)")]
            )
        );

        Assert.Equal(
            ["users.name has other values after going down than before it."],
            report.Migrations[1].Findings.Select(finding => finding.Text)
        );
        Assert.Equal(
            [
                "users had 3 rows before it, and 0 after going down.",
                "users had 4 rows after it, and 1 after going down and up again.",
            ],
            report.Migrations[2].Findings.Select(finding => finding.Text)
        );
        Assert.Empty(report.Migrations[3].Findings);
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_of_a_table_that_the_migration_does_not_name_have_to_stay(Support.Engine engine)
    {
        var orders = new Table("orders", [Id, new("owner", new(ColumnKind.Int64))])
        {
            PrimaryKey = new("orders_pkey", ["id"]),
            ForeignKeys = [new("orders_owner", ["owner"], "users", ["id"]) { OnDelete = ReferentialAction.Cascade }],
        };
        var report = await VerifyAsync(
            server,
            engine,
            First,
            new Steps(2, [new CreateTable(orders)], [new DropTable("orders")]),
            new Steps(3, [new ExecuteSql("DELETE FROM users")], [])
        );

        Assert.Contains(
            "The way up changes rows of orders, which it does not name.",
            report.Migrations[2].Findings.Select(finding => finding.Text)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task What_a_migration_drops_is_lost_and_no_finding(Support.Engine engine)
    {
        var report = await VerifyAsync(
            server,
            engine,
            First,
            new Steps(2, [new AddColumn("users", Team)], [new DropColumn("users", "team")]),
            new Steps(3, [new DropColumn("users", "team")], [new AddColumn("users", Team)]),
            new Steps(4, [new DropTable("users")], [Users]),
            new Steps(5, [Users], [new DropTable("users")]),
            new Steps(6, [new RenameTable("users", "people")], [new RenameTable("people", "users")])
        );

        Assert.Empty(Findings(report));
        Assert.Equal(
            [
                [],
                [],
                ["users.team with its values"],
                ["users with its rows"],
                [],
                [],
            ],
            report.Migrations.Select(migration => migration.Lost)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_cannot_be_rolled_back_is_no_finding_unless_that_is_asked_for(
        Support.Engine engine
    )
    {
        var oneWay = new OneWay(2, new ExecuteSql("UPDATE users SET name = 'x'"));

        var report = await VerifyAsync(server, engine, First, oneWay, Last);
        var strict = await VerifyAsync(
            server,
            engine,
            new VerificationOptions { RequiresDown = true },
            First,
            oneWay,
            Last
        );

        Assert.Empty(Findings(report));
        Assert.Equal([null, "Names are gone.", null], report.Migrations.Select(migration => migration.Irreversible));
        Assert.Equal([3, 1, 3], report.Migrations.Select(migration => migration.Durations.Count));
        Assert.Equal(["It cannot be rolled back."], Findings(strict));
    }

    [Fact]
    public async Task No_database_is_left_on_the_server()
    {
        await using var own = new PostgreSqlServer();
        await using var database = await TestDatabase.CreateAsync(Support.Engine.PostgreSql, own, Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var verification = new MigrationVerification(
            new([First, Last]),
            DatabaseUrl.Parse(database.Url),
            new(),
            TimeProvider.System,
            progress: new Stopping(stop)
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verification.RunAsync(null, null, stop.Token));

        Assert.Empty(
            await database.RowsAsync("SELECT datname FROM pg_database WHERE datname LIKE 'provisioning%'", Token)
        );
        Assert.Empty(await database.TablesAsync(Token));
    }

    private sealed class OneWay(long version, Operation up) : MigrationSource
    {
        public override long Version => version;

        public override string Name => "OneWay";

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
            direction is Direction.Up
                ? [up]
                : throw new MigrationCodeException(ToString(), direction, new NotSupportedException("Names are gone."));
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            if (value is RunEvent.Finished { Step.Migration.Version: 9 })
            {
                stop.Cancel();
            }
        }
    }
}
