using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>What applying each migration, rolling it back and applying it again over rows finds.</summary>
public sealed class MigrationVerificationTests(PostgreSqlServer server)
{
    private static readonly Column Id = new("id", new(ColumnKind.Int64));
    private static readonly Column Name = new("name", new(ColumnKind.String, 100));
    private static readonly Column Team = new("team", new(ColumnKind.Int64)) { IsNullable = true };
    private static readonly CreateTable Users = new(
        new("users", [Id, Name]) { PrimaryKey = new("users_pkey", ["id"]) }
    );

    private static readonly Steps First = new(1, [Users], [new DropTable("users")]);
    private static readonly Steps Last = new(9, [new AddColumn("users", Team)], [new DropColumn("users", "team")]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Migrations_that_can_be_taken_back_have_no_findings(Support.Engine engine)
    {
        var report = await VerifyAsync(engine, First, Last);

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

        var report = await VerifyAsync(engine, First, oneWay, Last);
        var strict = await VerifyAsync(engine, new VerificationOptions { RequiresDown = true }, First, oneWay, Last);

        Assert.Empty(Findings(report));
        Assert.Equal([null, "Names are gone.", null], report.Migrations.Select(migration => migration.Irreversible));
        Assert.Equal([3, 1, 3], report.Migrations.Select(migration => migration.Durations.Count));
        Assert.Equal(["It cannot be rolled back."], Findings(strict));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_satisfy_what_later_migrations_add(Support.Engine engine)
    {
        var teams = new CreateTable(new("teams", [Id]) { PrimaryKey = new("teams_pkey", ["id"]) });
        Column[] more =
        [
            new("state", new(ColumnKind.String)),
            new("amount", new(ColumnKind.String)),
            new("size", new(ColumnKind.Int64)),
        ];
        var report = await VerifyAsync(
            engine,
            new Steps(
                1,
                [new CreateTable(Users.Table with { Columns = [.. Users.Table.Columns, Team, .. more] }), teams],
                [new DropTable("users"), new DropTable("teams")]
            ),
            new Steps(
                2,
                [new AddUnique("users", new("users_name", ["name"]))],
                [new DropConstraint("users", "users_name", ConstraintKind.Unique)]
            ),
            new Steps(
                3,
                [new AddCheck("users", new("users_state", "state IN ('on', 'off') AND size > 5"))],
                [new DropConstraint("users", "users_state", ConstraintKind.Check)]
            ),
            new Steps(
                4,
                [new AddForeignKey("users", new("users_team", ["team"], "teams", ["id"]))],
                [new DropConstraint("users", "users_team", ConstraintKind.ForeignKey)]
            ),
            new Steps(5, [new SetNullability("users", "team", false)], [new SetNullability("users", "team", true)])
        );

        Assert.Empty(Findings(report));
        Assert.Empty(report.Unfilled);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_table_that_cannot_be_filled_is_named_and_the_others_are_verified(Support.Engine engine)
    {
        var report = await VerifyAsync(
            engine,
            First,
            new Steps(
                2,
                [
                    new ExecuteSql(
                        "CREATE TABLE odd (id integer PRIMARY KEY, a integer NOT NULL CHECK (a % 7 = 5 AND a + 1 = 2))"
                    ),
                ],
                [new ExecuteSql("DROP TABLE odd")]
            ),
            Last
        );

        Assert.Empty(Findings(report));
        var (version, table) = Assert.Single(report.Unfilled);
        Assert.Equal((2, "odd", 0), (version, table.Table.Name, table.Rows));
        Assert.Contains(
            engine is Support.Engine.Sqlite ? "SQLITE_CONSTRAINT_CHECK" : "23514",
            table.Problem!,
            StringComparison.Ordinal
        );
        Assert.Equal(3, report.Migrations[2].Rows);
    }

    [Fact]
    public async Task Types_enums_renames_views_and_partitions_are_verified_over_rows()
    {
        static Steps Sql(long version, string up, string down) =>
            new(version, [new ExecuteSql(up)], [new ExecuteSql(down)]);
        var report = await VerifyAsync(
            Support.Engine.PostgreSql,
            Sql(
                1,
                """
                CREATE TABLE shops (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL, kind text NOT NULL, size text NOT NULL, made timestamptz NOT NULL DEFAULT now());
                CREATE TABLE visits (at date NOT NULL, shop bigint NOT NULL REFERENCES shops) PARTITION BY RANGE (at);
                CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
                """,
                "DROP TABLE visits; DROP TABLE shops"
            ),
            Sql(
                2,
                "ALTER TABLE shops ALTER size TYPE integer USING size::integer",
                "ALTER TABLE shops ALTER size TYPE text"
            ),
            Sql(
                3,
                "CREATE TYPE kind AS ENUM ('small', 'large'); ALTER TABLE shops ALTER kind TYPE kind USING kind::kind",
                "ALTER TABLE shops ALTER kind TYPE text; DROP TYPE kind"
            ),
            Sql(4, "ALTER TABLE shops RENAME code TO slug", "ALTER TABLE shops RENAME slug TO code"),
            Sql(5, "ALTER TABLE shops ALTER slug TYPE varchar(12)", "ALTER TABLE shops ALTER slug TYPE text"),
            Sql(
                6,
                "INSERT INTO shops (slug, kind, size) VALUES ('first', 'small', 1)",
                "DELETE FROM shops WHERE slug = 'first'"
            ),
            Sql(7, "CREATE VIEW large AS SELECT id FROM shops WHERE kind = 'large'", "DROP VIEW large"),
            Sql(
                8,
                "CREATE UNIQUE INDEX shops_slug ON shops (lower(slug)); ALTER TABLE shops ADD CHECK (size > 0)",
                "ALTER TABLE shops DROP CONSTRAINT shops_size_check; DROP INDEX shops_slug"
            )
        );

        Assert.Empty(Findings(report));
        Assert.Empty(report.Unfilled);
        Assert.Equal([0L, 6L, 6L, 6L], report.Migrations.Take(4).Select(migration => migration.Rows));
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

    private static IEnumerable<string> Findings(VerificationReport report) =>
        report.Migrations.SelectMany(migration => migration.Findings).Select(finding => finding.Text);

    private Task<VerificationReport> VerifyAsync(Support.Engine engine, params MigrationSource[] migrations) =>
        VerifyAsync(engine, new VerificationOptions(), migrations);

    private async Task<VerificationReport> VerifyAsync(
        Support.Engine engine,
        VerificationOptions options,
        params MigrationSource[] migrations
    )
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        return await new MigrationVerification(
            new(migrations),
            DatabaseUrl.Parse(database.Url),
            options,
            TimeProvider.System
        ).RunAsync(null, null, Token);
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
