using System.Data;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What is said of a failure is what the database holds.</summary>
public sealed class EndedTransactionTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Code_that_commits_what_it_was_handed_is_not_said_to_be_rolled_back(Engine engine)
    {
        foreach (var throws in (bool[])[true, false])
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);

            var error = await FailsAsync(
                database,
                new(),
                new ExecuteSql("CREATE TABLE kept (a INTEGER)"),
                new ExecuteCode(
                    (_, transaction) =>
                    {
                        transaction!.Commit();
                        if (throws)
                        {
                            throw new FormatException("row 17");
                        }
                    }
                )
            );

            Assert.False(error.IsRolledBack);
            Assert.Contains("committed or rolled back the transaction", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("was rolled back", error.Message, StringComparison.Ordinal);
            Assert.Equal(throws, error.Message.Contains("row 17", StringComparison.Ordinal));
            Assert.Contains("kept", await database.TablesAsync(Token));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Code_that_ends_the_transaction_by_SQL_is_seen(Engine engine)
    {
        foreach (
            var (sql, throws) in ((string, bool)[])
                [
                    ("COMMIT", false),
                    ("ROLLBACK", false),
                    ("COMMIT; BEGIN; CREATE TABLE second (a INTEGER)", false),
                    ("COMMIT; BEGIN; INSERT INTO nowhere VALUES (1)", true),
                ]
        )
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);

            var error = await FailsAsync(
                database,
                new(),
                new ExecuteSql("CREATE TABLE kept (a INTEGER)"),
                new ExecuteCode((connection, _) => Execute(connection, sql))
            );

            Assert.False(error.IsRolledBack, $"{sql}: {error.Message}");
            Assert.Equal(sql != "ROLLBACK", (await database.TablesAsync(Token)).Contains("kept"));
            Assert.Equal(throws, error.Message.Contains("nowhere", StringComparison.Ordinal));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Code_that_only_fails_is_rolled_back(Engine engine)
    {
        foreach (var sql in (string[])["INSERT INTO nowhere VALUES (1)", "SAVEPOINT s; ROLLBACK TO s; SELECT nothing"])
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);

            var error = await FailsAsync(
                database,
                new(),
                new ExecuteSql("CREATE TABLE gone (a INTEGER)"),
                new ExecuteCode((connection, _) => Execute(connection, sql))
            );

            Assert.True(error.IsRolledBack, error.Message);
            Assert.DoesNotContain("gone", await database.TablesAsync(Token));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_single_transaction_says_that_nothing_of_the_run_was_kept_and_why(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        MigrationSource[] migrations =
        [
            new Steps(1, [new ExecuteSql("CREATE TABLE one (a INTEGER)")], []),
            new Steps(2, [new ExecuteSql("CREATE TABLE two (a INTEGER); INSERT INTO nowhere VALUES (1)")], []),
            new Steps(3, [new ExecuteSql("CREATE TABLE three (a INTEGER)")], []),
        ];

        var error = await FailsAsync(database, new() { SingleTransaction = true }, migrations);
        var first = await FailsAsync(database, new() { SingleTransaction = true }, migrations[1..]);

        Assert.Contains("2 Steps2", error.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "nothing of it was kept, also of the migrations before",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("2 Steps2", first.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", first.Message, StringComparison.Ordinal);
        Assert.Empty(await database.TablesAsync(Token));
    }

    [Fact]
    public async Task A_single_transaction_that_waited_for_a_table_is_tried_again_without_a_ledger()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE busy (a int)", Token);
        await using var holder = await database.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        Execute(holder, "LOCK TABLE busy");
        var events = new Events(@event =>
        {
            if (@event is RunEvent.Retrying && transaction.Connection is not null)
            {
                transaction.Rollback();
            }
        });

        await RunAsync(
            database,
            new() { SingleTransaction = true, TableWait = TimeSpan.FromSeconds(1) },
            [
                new Steps(1, [new ExecuteSql("CREATE TABLE one (a int)")], []),
                new Steps(2, [new ExecuteSql("ALTER TABLE busy ADD b int")], []),
            ],
            events
        );

        Assert.Contains("VersionInfo", await database.TablesAsync(Token));
        var retry = Assert.Single(events.All.OfType<RunEvent.Retrying>());
        Assert.Matches(@"busy was held by process \d+ \(postgres", retry.Reason);
        Assert.Contains("LOCK TABLE busy", retry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_a_table_that_the_run_will_lock_is_said_before_anything_waits()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        MigrationSource first = new Steps(
            1,
            [new ExecuteSql("CREATE TABLE busy (a int); CREATE TABLE free (a int)")],
            []
        );
        await RunAsync(database, new(), [first]);
        await using var holder = await database.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        Execute(holder, "SELECT * FROM busy WHERE a = 4711");
        var events = new Events(@event =>
        {
            if (@event is RunEvent.Obstructed)
            {
                transaction.Rollback();
            }
        });

        await RunAsync(
            database,
            new() { TableWaitBudget = TimeSpan.Zero },
            [
                first,
                new Steps(2, [new ExecuteSql("ALTER TABLE free ADD b int")], []),
                new Steps(3, [new ExecuteSql("ALTER TABLE busy ADD b int")], []),
            ],
            events
        );

        var obstacle = Assert.Single(Assert.Single(events.All.OfType<RunEvent.Obstructed>()).Obstacles);
        Assert.Equal("busy", obstacle.Table!.Value.Name);
        Assert.DoesNotContain("4711", obstacle.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Code_waits_for_a_table_no_longer_than_a_statement(bool isTransactional)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE busy (a int)", Token);
        await using var holder = await database.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        Execute(holder, "LOCK TABLE busy");
        var code = new ExecuteCode((connection, _) => Execute(connection, "ALTER TABLE busy ADD b int"));

        var error = await FailsAsync(
            database,
            new() { TableWait = TimeSpan.FromMilliseconds(100), TableWaitBudget = TimeSpan.Zero },
            new Steps(1, [code], []) { Transactional = isTransactional }
        );

        Assert.Contains("55P03", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing is wrong with the migration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_takes_longer_than_it_may_is_cancelled_and_rolled_back_and_not_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var options = new RunnerOptions
        {
            StatementTimeout = TimeSpan.FromSeconds(2),
            IdleTimeout = TimeSpan.FromMinutes(1),
        };
        const string Idle = "SELECT current_setting('idle_in_transaction_session_timeout') AS idle";

        await RunAsync(database, options, [new Steps(1, [new ExecuteSql($"CREATE TABLE kept AS {Idle}")], [])]);
        var error = await FailsAsync(
            database,
            options,
            new Steps(1, [new ExecuteSql($"CREATE TABLE kept AS {Idle}")], []),
            new Steps(2, [new ExecuteSql("CREATE TABLE made (a int)"), new ExecuteSql("SELECT pg_sleep(600)")], [])
        );

        Assert.Contains("--statement-timeout", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1min"], await database.RowsAsync("SELECT idle FROM kept", Token));
        Assert.DoesNotContain("made", await database.TablesAsync(Token));
    }

    [Fact]
    public async Task A_deadlock_with_the_application_is_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE one (a int); CREATE TABLE two (a int)", Token);
        await using var other = await database.OpenAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        Execute(other, "SET LOCAL deadlock_timeout = '1h'; LOCK TABLE two");
        Task? application = null;
        var code = new ExecuteCode(
            (connection, _) =>
            {
                Execute(connection, "SET LOCAL deadlock_timeout = '100ms'; LOCK TABLE one");
                application ??= Task.Run(() => Execute(other, "LOCK TABLE one"), Token);
            }
        );
        var events = new Events(@event =>
        {
            if (@event is RunEvent.Retrying)
            {
                application!.Wait(Token);
                transaction.Rollback();
            }
        });

        await RunAsync(
            database,
            new() { TableWait = TimeSpan.Zero },
            [new Steps(1, [code, new ExecuteSql("LOCK TABLE two")], [])],
            events
        );

        Assert.Contains(
            "40P01",
            Assert.Single(events.All.OfType<RunEvent.Retrying>()).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_the_server_adds_to_an_error_is_shown()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var hint = await FailsAsync(
            database,
            new(),
            new ExecuteSql("CREATE TABLE t (a text); ALTER TABLE t ALTER a TYPE int")
        );
        var detail = await FailsAsync(
            database,
            new(),
            new ExecuteSql("CREATE TABLE t (a int UNIQUE); INSERT INTO t VALUES (7), (7)")
        );

        Assert.Contains("Hint: You might need to specify \"USING a::integer\"", hint.Message, StringComparison.Ordinal);
        Assert.Contains("Key (a)=(7) already exists.", detail.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_the_server_cuts_are_named_and_found()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var (one, two) = (new string('ä', 31) + "b_one", new string('ä', 31) + "b_two");
        Column[] columns = [new("a", new(ColumnKind.Int32))];
        var first = new Steps(1, [new CreateTable(new(one, [.. columns]))], []);
        await RunAsync(database, new(), [first]);

        var error = await FailsAsync(
            database,
            new(),
            first,
            new Steps(2, [new CreateTable(new(two, [.. columns]))], [])
        );
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        Assert.Contains($"\"{two}\" is \"{new string('ä', 31)}b\"", error.Message, StringComparison.Ordinal);
        Assert.True(session.LiveSchema.TableExists(one));
        Assert.True(session.LiveSchema.ColumnExists(one, "a"));
        Assert.False(session.LiveSchema.TableExists("x" + one));
    }

    [Theory]
    [OnBothEngines]
    public async Task BEGIN_and_COMMIT_around_a_script_are_left_out_and_elsewhere_refused(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        foreach (
            var sql in (string[])
                [
                    "BEGIN; CREATE TABLE x (a integer); COMMIT; INSERT INTO x VALUES (1)",
                    "CREATE TABLE x (a integer); COMMIT; CREATE TABLE y (a integer)",
                    "CREATE TABLE x (a integer); ROLLBACK",
                    "BEGIN; CREATE TABLE x (a integer); END; BEGIN; CREATE TABLE y (a integer); END",
                    "SAVEPOINT s; CREATE TABLE x (a integer); RELEASE s",
                    "CREATE TABLE x (a integer);\n/* so */ end transaction",
                ]
        )
        {
            var error = await Assert.ThrowsAsync<Dialects.OperationNotSupportedException>(() =>
                RunAsync(
                    database,
                    new(),
                    [new Steps(1, [new ExecuteSql("CREATE TABLE x (a integer)"), new ExecuteSql(sql)], [])]
                )
            );

            Assert.Contains("would begin or end a transaction", error.Message, StringComparison.Ordinal);
            Assert.Empty(await database.TablesAsync(Token));
        }

        await FailsAsync(
            database,
            new(),
            new ExecuteSql("BEGIN TRANSACTION; CREATE TABLE x (a integer); INSERT INTO no VALUES (1); COMMIT;")
        );
        Assert.Empty(await database.TablesAsync(Token));

        await RunAsync(
            database,
            new(),
            [
                new Steps(
                    1,
                    [
                        new ExecuteSql("-- made by hand\nbegin;\nCREATE TABLE x (a integer);\ncommit;\n"),
                        new ExecuteSql("INSERT INTO x VALUES (1) -- the first"),
                    ],
                    []
                ),
            ]
        );
        Assert.Equal(["1"], await database.RowsAsync("SELECT a FROM x", Token));
    }

    private static void Execute(IDbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static Task<MigrationFailedException> FailsAsync(
        TestDatabase database,
        RunnerOptions options,
        params Operation[] operations
    ) => FailsAsync(database, options, new Steps(1, operations, []));

    private static Task<MigrationFailedException> FailsAsync(
        TestDatabase database,
        RunnerOptions options,
        params MigrationSource[] migrations
    ) => Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, options, migrations));

    private static async Task RunAsync(
        TestDatabase database,
        RunnerOptions options,
        MigrationSource[] migrations,
        IProgress<RunEvent>? events = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(new(migrations), options, TimeProvider.System, events).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
    }

    private sealed class Events(Action<RunEvent> seen) : IProgress<RunEvent>
    {
        public List<RunEvent> All { get; } = [];

        public void Report(RunEvent value)
        {
            All.Add(value);
            seen(value);
        }
    }
}
