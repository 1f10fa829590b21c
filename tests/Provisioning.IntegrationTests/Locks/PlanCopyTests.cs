using Provisioning.Dialects;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;
using static Provisioning.IntegrationTests.Locks.PlanCase;

namespace Provisioning.IntegrationTests.Locks;

/// <summary>The copy of the structure that a plan is watched in, of which nothing is left.</summary>
public sealed class PlanCopyTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_statement_that_needs_rows_is_not_watched_and_those_after_it_are(Engine engine)
    {
        await using var database = await StartAsync(server, engine, Users, Orders, Key);
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

    [Theory]
    [OnBothEngines]
    public async Task Rows_that_a_migration_adds_are_there_for_the_next_one(Engine engine)
    {
        await using var database = await StartAsync(server, engine, Users, Orders, Key);
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
        await using var database = await StartAsync(server, engine, Users);
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
        await using var database = await StartAsync(server, Users);
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
}
