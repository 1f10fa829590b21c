using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;
using static Provisioning.IntegrationTests.Systems.VerificationCase;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>The rows that a verification makes before each migration.</summary>
public sealed class VerifiedRowTests(PostgreSqlServer server)
{
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
            server,
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
            server,
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
            server,
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
}
