using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>What a migration leaves in its connection to a file is gone before the next one, and before the ledger's
/// rows.</summary>
public sealed class ConnectionResetTests(PostgreSqlServer server)
{
    private static readonly string[] Settings =
    [
        "analysis_limit",
        "automatic_index",
        "busy_timeout",
        "cache_size",
        "cell_size_check",
        "count_changes",
        "full_column_names",
        "ignore_check_constraints",
        "journal_mode",
        "legacy_alter_table",
        "max_page_count",
        "read_uncommitted",
        "recursive_triggers",
        "reverse_unordered_selects",
        "secure_delete",
        "short_column_names",
        "synchronous",
        "temp_store",
        "trusted_schema",
        "writable_schema",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Left =>
        [
            .. Settings
                .Except(["journal_mode", "synchronous", "temp_store", "max_page_count"])
                .Select(name =>
                    $"PRAGMA {name} = {(name is "automatic_index" or "short_column_names" or "trusted_schema" ? 0 : 1)}"
                ),
            "PRAGMA main.recursive_triggers(yes); PRAGMA \"Case_Sensitive_Like\" = true",
            "PRAGMA max_page_count = 50",
            "CREATE TEMP TABLE t (other); CREATE TEMPORARY TABLE VersionInfo (Version, AppliedOn, Description)",
            "CREATE TABLE temp.t (other); CREATE TEMP VIEW v AS SELECT 1; "
                + "CREATE TEMP TRIGGER tr BEFORE INSERT ON main.t BEGIN SELECT RAISE(IGNORE); END",
            "CREATE TEMP TABLE p (id INTEGER PRIMARY KEY); CREATE TEMP TABLE c (p REFERENCES p); "
                + "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)",
        ];

    public static TheoryData<string> LeftOutside =>
        [
            "PRAGMA synchronous = OFF",
            "PRAGMA journal_mode = MEMORY",
            "PRAGMA temp_store = MEMORY",
            "ATTACH ':memory:' AS o",
        ];

    [Theory]
    [MemberData(nameof(Left))]
    public async Task What_a_migration_leaves_is_gone_before_the_next_in_one_run_in_several_and_in_a_script(string left)
    {
        await HoldsAsync(left, isTransactional: true);
        await HoldsAsync(left, isTransactional: false);
    }

    [Theory]
    [MemberData(nameof(LeftOutside))]
    public Task So_is_what_is_left_outside_a_transaction(string left) => HoldsAsync(left, isTransactional: false);

    [Fact]
    public async Task So_is_what_code_leaves()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);

        await database.RunAsync(
            new MigrationTarget.Up(),
            Token,
            new Steps(
                1,
                [
                    new ExecuteCode(
                        (connection, _) =>
                        {
                            using var command = connection.CreateCommand();
                            command.CommandText =
                                "PRAGMA recursive_triggers = ON; CREATE TEMP TABLE VersionInfo (a); "
                                + "PRAGMA query_only = ON";
                            command.ExecuteNonQuery();
                        }
                    ),
                ],
                []
            ),
            new Steps(2, [new ExecuteSql("CREATE TABLE made AS SELECT * FROM pragma_recursive_triggers")], [])
        );

        Assert.Equal("0", await database.TextAsync("SELECT * FROM made", Token));
        Assert.Equal("2", await database.TextAsync("SELECT count(*) FROM VersionInfo", Token));
    }

    [Fact]
    public async Task A_failed_migration_leaves_none_of_it_in_the_session()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(
                session,
                new Steps(1, [new ExecuteSql("PRAGMA ignore_check_constraints = ON; SELECT no_such")], [])
            )
        );

        Assert.Equal([0L], await session.QueryAsync("PRAGMA ignore_check_constraints", row => row.GetInt64(0), Token));
    }

    [Theory]
    [InlineData("ATTACH ':memory:' AS o", "TransactionBehavior.None")]
    [InlineData("PRAGMA query_only = ON", "nothing of it would be left")]
    public async Task What_cannot_be_taken_back_is_refused_before_anything_runs(string sql, string reason)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);

        var error = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            database.UpAsync(Token, new ExecuteSql($"CREATE TABLE t (a); {sql}"))
        );

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(await database.TablesAsync(Token));
    }

    [Fact]
    public async Task An_interrupted_migration_goes_on_with_what_it_had_set_and_attached()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        using var folder = new Workplace();
        var other = folder.Write("other.db", "");
        await using (
            var made = await Rebuilding.DatabaseAsync(server, "CREATE TABLE t (a); INSERT INTO t VALUES ('A')", Token)
        )
        {
            File.Copy(made.Name, other, overwrite: true);
        }

        var step = new Steps(
            1,
            [
                new ExecuteSql(
                    $"PRAGMA case_sensitive_like = ON; ATTACH '{other}' AS o; SELECT * FROM late; "
                        + "CREATE TABLE made AS SELECT a LIKE 'a' FROM o.t; DETACH o"
                ),
            ],
            []
        )
        {
            Transactional = false,
        };

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            database.RunAsync(new MigrationTarget.Up(), Token, step)
        );
        await database.ExecuteAsync("CREATE TABLE late (a)", Token);
        await database.RunAsync(new MigrationTarget.Up(), Token, step);

        Assert.Equal("0", await database.TextAsync("SELECT * FROM made", Token));
    }

    private async Task HoldsAsync(string left, bool isTransactional)
    {
        Steps[] steps =
        [
            new(1, [new ExecuteSql($"CREATE TABLE t (a TEXT CHECK (a <> 'b')); {left}")], [])
            {
                Transactional = isTransactional,
            },
            new(2, [new ExecuteSql("INSERT INTO t VALUES ('A')")], []),
            new(
                3,
                [
                    new ExecuteSql(
                        "CREATE TABLE made AS SELECT 'a' LIKE 'A', "
                            + "(SELECT count(*) FROM pragma_database_list WHERE seq > 1), "
                            + "(SELECT count(*) FROM temp.sqlite_master), "
                            + string.Join(", ", Settings.Select(name => $"(SELECT * FROM pragma_{name}) AS {name}"))
                    ),
                ],
                []
            ),
        ];
        var results = new List<string>
        {
            await ResultAsync(database => RunEachAsync(database, [steps])),
            await ResultAsync(database => RunEachAsync(database, [steps[..1], steps[..2], steps])),
            await ResultAsync(database =>
                database.ExecuteAsync(RebuildScriptTests.ScriptOf(new MigrationTarget.Up(), 0, steps), Token)
            ),
            await ResultAsync(async database =>
                Assert.Equal(
                    (0, ""),
                    await Shell.FeedAsync(
                        RebuildScriptTests.ScriptOf(new MigrationTarget.Up(), 0, steps),
                        "sqlite3",
                        database.Name
                    )
                        is var run
                        ? (run.ExitCode, run.Errors)
                        : default
                )
            ),
        };

        Assert.StartsWith("A|3|1|0|0|", results[0], StringComparison.Ordinal);
        // Programs begin with other timeouts, and builds with another order of rows.
        Assert.All(results.Take(2), result => Assert.Equal(results[0], result));
        Assert.All(results, result => Assert.StartsWith("A|3|1|0|0|", result, StringComparison.Ordinal));
    }

    private async Task<string> ResultAsync(Func<TestDatabase, Task> runAsync)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        await runAsync(database);
        return await database.TextAsync("SELECT t.a, (SELECT count(*) FROM VersionInfo), made.* FROM t, made", Token);
    }

    private static async Task RunEachAsync(TestDatabase database, Steps[][] runs)
    {
        foreach (var steps in runs)
        {
            await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
            await RunAsync(session, steps);
        }
    }

    private static async Task RunAsync(Databases.DatabaseSession session, params Steps[] steps) =>
        await new MigrationRunner(new(steps), new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
}
