using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Constraints and columns changed in steps, so that no step keeps the application waiting.</summary>
public sealed class SafeSequenceTests(PostgreSqlServer server)
{
    private const string Pending = "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 'parts_1'::regclass";

    private static readonly Operation[] Tables =
    [
        new CreateTable(new("p", [new("id", new(ColumnKind.Int32))]) { PrimaryKey = new("pk_p", ["id"]) }),
        new CreateTable(
            new(
                "t",
                [
                    new("id", new(ColumnKind.Int32)),
                    new("p_id", new(ColumnKind.Int32)) { IsNullable = true },
                    new("n", new(ColumnKind.Int32)) { IsNullable = true },
                ]
            )
            {
                PrimaryKey = new("pk_t", ["id"]),
            }
        ),
        new ExecuteSql("INSERT INTO p VALUES (1); INSERT INTO t VALUES (1, 1, 1), (2, NULL, 2)"),
    ];
    private static readonly Operation[] AddChecks =
    [
        new AddCheck("t", new("ck_n", "n IS NOT NULL") { IsNotValid = true }),
        new AddForeignKey("t", new("fk_p", ["p_id"], "p", ["id"]) { IsNotValid = true }),
    ];

    private static readonly string[] Kinds = ["unique", "primary key"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_column_becomes_not_null_by_a_validated_check_and_goes_back(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(
            new Steps(2, AddChecks, [.. AddChecks.Reverse().Select(each => each.Inverse!)]),
            new Steps(3, [new ValidateConstraint("t", "ck_n"), new ValidateConstraint("t", "fk_p")], []),
            new Steps(
                4,
                [
                    new SetNullability("t", "n", IsNullable: false),
                    new DropConstraint("t", "ck_n", ConstraintKind.Check),
                ],
                [new AddCheck("t", new("ck_n", "n IS NOT NULL")), new SetNullability("t", "n", IsNullable: true)]
            )
        );
        await runner.RunAsync(session, new MigrationTarget.Up(1), Token);
        var before = await Snapshot.TakeAsync(session, Token);

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        var after = await Snapshot.TakeAsync(session, Token);
        var table = (await session.InspectAsync(Token)).Tables["t"];
        await runner.RunAsync(session, new MigrationTarget.DownBy(3), Token);
        var down = await Snapshot.TakeAsync(session, Token);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.False(table.Find("n")!.IsNullable);
        Assert.Empty(table.Checks);
        Assert.Equal(["fk_p"], table.ForeignKeys.Where(key => !key.IsNotValid).Select(key => key.Name));
        Assert.Equal(before, down);
        Assert.Equal(after, await Snapshot.TakeAsync(session, Token));
    }

    public static TheoryData<Engine, string> ByIndex =>
        [.. from engine in Enum.GetValues<Engine>() from kind in Kinds select (engine, kind)];

    [Theory]
    [MemberData(nameof(ByIndex))]
    public async Task An_index_becomes_a_constraints_and_goes_back_to_one_that_can_become_it_again(
        Engine engine,
        string kind
    )
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Operation add = kind is "unique"
            ? new AddUnique("u", new("uc_u", ["a", "b"])) { UsingIndex = "ix_u" }
            : new AddPrimaryKey("u", new("pk_u", ["a", "b"])) { UsingIndex = "ix_u" };
        var index = new CreateIndex("u", new("ix_u", [new("a"), new("b")]) { IsUnique = true }) { IsConcurrent = true };
        var table = new CreateTable(new("u", [new("a", new(ColumnKind.Int32)), new("b", new(ColumnKind.Int32))]));
        var runner = Runner(
            new Steps(2, [table, new ExecuteSql("INSERT INTO u VALUES (1, 1), (1, 2)")], []),
            new Steps(3, [index], [index.Inverse]) { Transactional = false },
            new Steps(4, [add], [add.Inverse!])
        );
        await runner.RunAsync(session, new MigrationTarget.Up(2), Token);
        var before = await Snapshot.TakeAsync(session, Token);
        await runner.RunAsync(session, new MigrationTarget.Up(3), Token);
        var indexed = await Snapshot.TakeAsync(session, Token);

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        var after = await Snapshot.TakeAsync(session, Token);
        await runner.RunAsync(session, new MigrationTarget.DownBy(1), Token);
        var once = await Snapshot.TakeAsync(session, Token);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        var again = await Snapshot.TakeAsync(session, Token);
        await runner.RunAsync(session, new MigrationTarget.DownBy(2), Token);

        Assert.DoesNotContain("ix_u", after, StringComparison.Ordinal);
        Assert.Equal(indexed, once);
        Assert.Equal(after, again);
        Assert.Equal(before, await Snapshot.TakeAsync(session, Token));
    }

    [Fact]
    public async Task Rows_that_are_there_are_not_looked_at_until_the_constraint_is_validated()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(
            new Steps(2, [new ExecuteSql("INSERT INTO t VALUES (3, 7, NULL)"), .. AddChecks], []),
            new Steps(3, [new ValidateConstraint("t", "ck_n")], [])
        );

        await runner.RunAsync(session, new MigrationTarget.Up(2), Token);
        var table = (await session.InspectAsync(Token)).Tables["t"];
        var failure = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(3), Token)
        );
        await database.ExecuteAsync("DELETE FROM t WHERE id = 3", Token);
        await runner.RunAsync(session, new MigrationTarget.Up(3), Token);

        Assert.True(table.Checks[0].IsNotValid && table.ForeignKeys[0].IsNotValid);
        Assert.Equal("23514", Assert.IsType<StatementFailedException>(failure.InnerException).Code);
        Assert.False((await session.InspectAsync(Token)).Tables["t"].Checks[0].IsNotValid);
        await Assert.ThrowsAsync<PostgresException>(() =>
            database.ExecuteAsync("INSERT INTO t VALUES (4, 7, 4)", Token)
        );
    }

    [Fact]
    public async Task SQLite_checks_every_row_at_once_and_validates_only_what_is_there()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(
            new Steps(2, [new ExecuteSql("INSERT INTO t VALUES (3, 7, NULL)")], []),
            new Steps(3, [AddChecks[0]], []),
            new Steps(4, [new ValidateConstraint("t", "no_such")], [])
        );
        await runner.RunAsync(session, new MigrationTarget.Up(2), Token);

        var failure = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(3), Token)
        );
        await database.ExecuteAsync("DELETE FROM t WHERE id = 3", Token);
        await runner.RunAsync(session, new MigrationTarget.Up(3), Token);
        var refusal = await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(4), Token)
        );

        Assert.Contains("ck_n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("t has no constraint no_such", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_null_reads_no_row_where_a_validated_check_says_so()
    {
        const string Read = "pg_stat_get_xact_tuples_returned('t'::regclass)";
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(
            new Steps(2, [AddChecks[0]], []),
            new Steps(3, [new ValidateConstraint("t", "ck_n")], []),
            new Steps(
                4,
                [
                    new ExecuteSql($"CREATE TABLE seen AS SELECT {Read} AS read"),
                    new SetNullability("t", "n", IsNullable: false),
                    new DropConstraint("t", "ck_n", ConstraintKind.Check),
                    new ExecuteSql($"UPDATE seen SET read = {Read} - read"),
                ],
                []
            )
        );

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal(["0"], await database.RowsAsync("SELECT read FROM seen", Token));
    }

    [Fact]
    public async Task A_partition_that_a_run_left_half_detached_is_detached_by_the_next_one()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(
            new Steps(
                2,
                [
                    new ExecuteSql(
                        "CREATE TABLE parts (id integer) PARTITION BY RANGE (id); "
                            + "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (10)"
                    ),
                ],
                []
            ),
            new Steps(3, [new DetachPartition("parts", "parts_1") { IsConcurrent = true }], [])
            {
                Transactional = false,
            }
        );
        await runner.RunAsync(session, new MigrationTarget.Up(2), Token);
        await using var reader = await database.OpenAsync(Token);
        await using var command = reader.CreateCommand();
        command.CommandText = "BEGIN; SELECT count(*) FROM parts";
        await command.ExecuteNonQueryAsync(Token);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var first = runner.RunAsync(session, new MigrationTarget.Up(), interrupt.Token);
        while (await database.RowsAsync(Pending, Token) is not ["True"])
        {
            await Task.Delay(20, Token);
        }

        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var left = await database.RowsAsync(Pending, Token);
        command.CommandText = "COMMIT";
        await command.ExecuteNonQueryAsync(Token);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal(["True"], left);
        Assert.Empty(await database.RowsAsync(Pending, Token));
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM parts_1", Token));
    }

    private static MigrationRunner Runner(params Steps[] steps) =>
        new(new([new Steps(1, Tables, []), .. steps]), new(), TimeProvider.System);
}
