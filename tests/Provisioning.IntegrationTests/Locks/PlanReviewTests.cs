using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Locks;

/// <summary>What a plan says of pending migrations, and that nothing is left of how it found out.</summary>
public sealed class PlanReviewTests(PostgreSqlServer server)
{
    private static readonly Column Id = new("id", new(ColumnKind.Int64));
    private static readonly Column Team = new("team", new(ColumnKind.String, 50)) { IsNullable = true };
    private static readonly CreateTable Users = new(
        new("users", [Id, Team]) { PrimaryKey = new("users_pkey", ["id"]) }
    );
    private static readonly CreateTable Orders = new(
        new("orders", [Id, new("user_id", new(ColumnKind.Int64)) { IsNullable = true }])
    );
    private static readonly AddForeignKey Key = new("orders", new("fk_orders", ["user_id"], "users", ["id"]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_foreign_key_locks_both_tables_and_reads_both()
    {
        await using var database = await StartAsync(Users, Orders);

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
        await using var database = await StartAsync(Users);
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
        await using var database = await StartAsync(Users);
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
        await using var database = await StartAsync(Users);

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
        await using var database = await StartAsync(engine, Users);
        await database.ExecuteAsync("INSERT INTO users (id) VALUES (1), (2)", Token);

        var plan = await PlanAsync(database, new Steps(2, [new DropColumn("users", "team")], []));

        Assert.Equal("drops column team of users (2 rows)", plan.Statements.First().Losses[0].Summary);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_statement_that_needs_rows_is_not_watched_and_those_after_it_are(Engine engine)
    {
        await using var database = await StartAsync(engine, Users, Orders, Key);
        await database.ExecuteAsync("INSERT INTO users (id) VALUES (7)", Token);
        var insert = new InsertRows(
            "orders",
            [
                [new("id", 1L), new("user_id", 7L)],
            ]
        );

        var plan = await PlanAsync(
            database,
            new Steps(2, [insert, new AddColumn("orders", new("x", new(ColumnKind.Int32)) { IsNullable = true })], [])
        );

        var statements = plan.Statements.ToList();
        Assert.Equal(FactBasis.Observed, statements[^1].Facts.Basis);
        if (engine is Engine.PostgreSql)
        {
            Assert.Contains("in the copy, which has no rows", statements[0].NotObserved, StringComparison.Ordinal);
            Assert.Equal(FactBasis.Table, statements[0].Facts.Basis);
            Assert.Equal(
                [new("orders", LockMode.RowExclusive), new("users", LockMode.RowShare)],
                statements[0].Facts.Locks
            );
        }
    }

    [Fact]
    public async Task Who_holds_the_table_now_is_named_without_the_values_of_the_query()
    {
        await using var database = await StartAsync(Users);
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

    [Fact]
    public async Task A_lock_that_the_migration_holds_already_is_listed_again()
    {
        await using var database = await StartAsync(Users);

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

    [Theory]
    [OnBothEngines]
    public async Task Rows_that_a_migration_adds_are_there_for_the_next_one(Engine engine)
    {
        await using var database = await StartAsync(engine, Users, Orders, Key);
        InsertRows users = new("users", [.. Enumerable.Range(1, 1200).Select(id => Row(("id", id)))]);
        InsertRows orders = new("orders", [Row(("id", 1), ("user_id", 1200))]);

        var plan = await PlanAsync(database, new Steps(2, [users], []), new Steps(3, [orders], []));

        Assert.Equal(1201, plan.Statements.Count());
        Assert.All(plan.Statements, statement => Assert.Null(statement.NotObserved));
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM users", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Code_of_a_migration_is_not_run(Engine engine)
    {
        await using var database = await StartAsync(engine, Users);
        var runs = 0;

        var plan = await PlanAsync(database, new Steps(2, [new ExecuteCode((_, _) => runs++, "count")], []));

        Assert.Equal(0, runs);
        Assert.Equal(FactBasis.Unknown, Assert.Single(plan.Statements).Facts.Basis);
    }

    [Fact]
    public async Task A_structure_of_every_kind_is_copied()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(LockStatements.Setup, Token);

        var plan = await PlanAsync(
            database,
            new Steps(1, [new ExecuteSql("ALTER TABLE part ALTER v SET NOT NULL")], [])
        );

        Assert.True(plan.IsObserved, plan.NotObserved);
        Assert.Equal(
            ["part", "part_1", "part_2"],
            Assert.Single(plan.Statements).Facts.Locks.Select(taken => taken.Table.Name)
        );
    }

    [Fact]
    public async Task What_belongs_to_the_server_is_never_left_there()
    {
        await using var database = await StartAsync(Users);
        var role = $"plan_{Guid.NewGuid():N}";

        var plan = await PlanAsync(
            database,
            new Steps(2, [new ExecuteSql($"DO 'BEGIN EXECUTE ''CREATE ROLE {role}''; END'")], []),
            new Steps(3, [new ExecuteSql($"GRANT SELECT ON users TO {role}")], [])
        );

        // What it does may depend on rows, and the copy has none.
        Assert.Equal(FactBasis.Unknown, plan.Steps[0].Statements[0].Facts.Basis);
        Assert.Empty(await database.RowsAsync($"SELECT 1 FROM pg_roles WHERE rolname = '{role}'", Token));
        Assert.Contains("does not exist", plan.Steps[1].Statements[0].NotObserved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_copy_is_left_on_the_server()
    {
        await using var own = new PostgreSqlServer();
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, own, Token);

        await PlanAsync(database, new Steps(1, [Users], []), new Steps(2, [new ExecuteSql("SELECT nonsense")], []));

        Assert.Empty(
            await database.RowsAsync("SELECT 1 FROM pg_database WHERE datname LIKE 'provisioning\\_plan\\_%'", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task The_state_of_a_plan_changes_with_ledger_migrations_and_structure(Engine engine)
    {
        await using var database = await StartAsync(engine, Users);
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

    private Task<TestDatabase> StartAsync(params Operation[] operations) => StartAsync(Engine.PostgreSql, operations);

    private async Task<TestDatabase> StartAsync(Engine engine, params Operation[] operations)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await RunAsync(database, new Steps(1, operations, []));
        return database;
    }

    private static async Task RunAsync(TestDatabase database, params MigrationSource[] migrations)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(
            new(migrations),
            new() { History = HistoryOptions.Unchecked },
            TimeProvider.System
        ).RunAsync(session, new MigrationTarget.Up(), Token);
    }

    private static Task<ReviewedPlan> PlanAsync(TestDatabase database, params MigrationSource[] migrations)
    {
        var target = DatabaseUrl.Parse(database.Url);
        return new PlanReview(new(migrations), target, new() { History = HistoryOptions.Unchecked }).RunAsync(
            new MigrationTarget.Up(),
            target.Scratch("plan"),
            looksAround: true,
            Token
        );
    }

    private static ValueList<ColumnValue> Row(params (string Column, long Value)[] values) =>
        [.. values.Select(value => new ColumnValue(value.Column, value.Value))];

    private static Task<IReadOnlyList<string>> TypesAsync(TestDatabase database) =>
        database.RowsAsync(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'id'",
            Token
        );

    private static string TablesOf(Engine engine) =>
        engine is Engine.Sqlite
            ? "SELECT name FROM sqlite_master"
            : "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public'";
}
