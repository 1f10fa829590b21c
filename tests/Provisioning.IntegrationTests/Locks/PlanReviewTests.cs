using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;
using static Provisioning.IntegrationTests.Locks.PlanCase;

namespace Provisioning.IntegrationTests.Locks;

/// <summary>What a plan says that pending migrations lock, rewrite, read and lose.</summary>
public sealed class PlanReviewTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_foreign_key_locks_both_tables_and_reads_both()
    {
        await using var database = await StartAsync(server, Users, Orders);

        var plan = await PlanAsync(database, new Steps(2, [Key], []));

        var facts = Assert.Single(plan.Statements).Facts;
        Assert.True(plan.IsObserved, plan.NotObserved);
        Assert.Equal(FactBasis.Observed, facts.Basis);
        Assert.Equal(
            [new("orders", LockMode.ShareRowExclusive), new("users", LockMode.ShareRowExclusive)],
            facts.Locks
        );
        Assert.Equal(["orders", "users"], facts.Scans);
        Assert.Empty(facts.Rewrites);
    }

    [Fact]
    public async Task A_rewrite_is_seen_with_the_rows_that_there_are()
    {
        await using var database = await StartAsync(server, Users);
        await database.ExecuteAsync("INSERT INTO users SELECT g FROM generate_series(1, 3) g", Token);

        var plan = await PlanAsync(
            database,
            new Steps(2, [new AlterColumn("users", new("id", new(ColumnKind.Int32)))], []),
            new Steps(3, [new AddColumn("users", new("at", new(ColumnKind.DateTimeOffset)) { IsNullable = true })], [])
        );

        Assert.Equal(["users"], plan.Steps[0].Statements[0].Facts.Rewrites);
        Assert.Empty(plan.Steps[1].Statements[0].Facts.Rewrites);
        Assert.Equal(3, plan.Relations["users"].Rows);
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM users", Token));
        Assert.Equal(["bigint"], await TypesAsync(database));
    }

    [Fact]
    public async Task What_lint_finds_is_known_of_each_statement_by_the_sizes_that_there_are()
    {
        await using var database = await StartAsync(server, Users);
        var required = new Steps(
            2,
            [
                new ExecuteSql("CREATE TABLE fresh (a int); CREATE INDEX ix_fresh ON fresh (a)"),
                new AddColumn("users", new("needed", new(ColumnKind.Int32))),
            ],
            []
        );

        var empty = await PlanAsync(database, required);
        await database.ExecuteAsync("INSERT INTO users SELECT g FROM generate_series(1, 3) g", Token);
        var filled = await PlanAsync(database, required);

        Assert.DoesNotContain(empty.Findings, finding => finding.Severity is Severity.Error);
        var error = Assert.Single(filled.Findings, finding => finding.Severity is Severity.Error);
        Assert.Equal("L08", error.Rule.Id);
        var step = Assert.Single(filled.Steps);
        Assert.Equal(
            [false, false, true],
            step.Statements.Select(statement => filled.FindingsOf(step, statement).Contains(error))
        );
    }

    [Fact]
    public async Task An_index_that_is_built_concurrently_blocks_neither_readers_nor_writers()
    {
        await using var database = await StartAsync(server, Users);

        var plan = await PlanAsync(
            database,
            new Steps(2, [new CreateIndex("users", new("ix", [new("team")])) { IsConcurrent = true }], [])
            {
                Transactional = false,
            },
            new Steps(3, [new CreateIndex("users", new("iy", [new("team")]))], [])
        );

        var (concurrent, plain) = (plan.Steps[0].Statements[0], plan.Steps[1].Statements[0]);
        Assert.Equal([new("users", LockMode.ShareUpdateExclusive)], concurrent.Facts.Locks);
        Assert.Equal(FactBasis.Observed, concurrent.Facts.Basis);
        Assert.Equal([new("users", LockMode.Share)], plain.Facts.Locks);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_a_migration_makes_itself_is_in_no_ones_way(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var plan = await PlanAsync(
            database,
            new Steps(1, [Users, new AddColumn("users", new("x", new(ColumnKind.Int32)) { IsNullable = true })], [])
        );

        Assert.All(plan.Statements, statement => Assert.Empty(statement.Facts.Locks));
        Assert.All(plan.Statements, statement => Assert.Equal(FactBasis.Observed, statement.Facts.Basis));
        Assert.Empty(await database.RowsAsync(TablesOf(engine), Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_column_that_goes_is_named_with_its_rows(Engine engine)
    {
        await using var database = await StartAsync(server, engine, Users);
        await database.ExecuteAsync("INSERT INTO users (id) VALUES (1), (2)", Token);

        var plan = await PlanAsync(database, new Steps(2, [new DropColumn("users", "team")], []));

        Assert.Equal("drops column team of users (2 rows)", plan.Statements.First().Losses[0].Summary);
    }

    [Fact]
    public async Task A_lock_that_the_migration_holds_already_is_listed_again()
    {
        await using var database = await StartAsync(server, Users);

        var plan = await PlanAsync(
            database,
            new Steps(
                2,
                [
                    new AddColumn("users", new("x", new(ColumnKind.Int32)) { IsNullable = true }),
                    new AddCheck("users", new("ck", "x > 0")),
                    new CreateIndex("users", new("ix", [new("x")])),
                ],
                []
            )
        );

        Assert.Equal(
            [LockMode.AccessExclusive, LockMode.AccessExclusive, LockMode.Share],
            plan.Statements.Select(statement => Assert.Single(statement.Facts.Locks).Mode)
        );
        Assert.Equal([0, 1, 1], plan.Statements.Select(statement => statement.Facts.Scans.Count));
    }

    [Fact]
    public async Task Without_a_copy_the_table_knows_partitions_and_foreign_keys()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(LockStatements.Setup, Token);
        var target = DatabaseUrl.Parse(database.Url);
        Steps next = new(
            1,
            [
                new ExecuteSql("ALTER TABLE part ALTER v SET NOT NULL"),
                new ExecuteSql("ALTER TABLE c DROP parent_id"),
                new ExecuteSql("DO 'BEGIN END'"),
            ],
            []
        );

        var plan = await new PlanReview(new([next]), target, new()).RunAsync(
            new MigrationTarget.Up(),
            scratch: null,
            looksAround: false,
            Token
        );

        Assert.False(plan.IsObserved);
        Assert.Equal(
            ["part part_1 part_2", "c p", ""],
            plan.Statements.Select(statement =>
                string.Join(' ', statement.Facts.Locks.Select(taken => taken.Table.Name))
            )
        );
        Assert.Equal(
            [FactBasis.Table, FactBasis.Table, FactBasis.Unknown],
            plan.Statements.Select(statement => statement.Facts.Basis)
        );
        Assert.Equal(50, plan.Relations["part_1"].Rows);
    }
}
