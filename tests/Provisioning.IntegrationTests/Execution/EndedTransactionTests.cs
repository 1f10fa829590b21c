using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;
using static Provisioning.IntegrationTests.Support.TestRun;

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
}
