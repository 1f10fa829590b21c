using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Sqlite;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What a migration leaves in its session is gone before the next one, and before the ledger's rows.</summary>
public sealed class SessionResetTests(PostgreSqlServer server)
{
    private const string Texts = "CREATE TABLE words (id int, w text)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SET client_encoding = 'LATIN1'")]
    [InlineData("SET standard_conforming_strings = off")]
    [InlineData("CREATE SCHEMA app; SET search_path TO app")]
    [InlineData("SELECT pg_catalog.set_config('search_path', '', false)")]
    [InlineData("SET ROLE pg_monitor")]
    [InlineData("SET SESSION AUTHORIZATION pg_monitor")]
    [InlineData("SET TimeZone = 'Asia/Tokyo'")]
    [InlineData("SET DateStyle = 'German'")]
    [InlineData("SET default_transaction_read_only = on")]
    [InlineData("SET session_replication_role = replica; SET row_security = off")]
    [InlineData("CREATE TEMP TABLE words (other int)")]
    [InlineData("PREPARE p AS SELECT 1; LISTEN channel; DECLARE c CURSOR WITH HOLD FOR SELECT 1")]
    [InlineData("SELECT pg_advisory_lock(7), pg_advisory_lock(7), pg_advisory_lock_shared(1, -2)")]
    public async Task What_a_migration_sets_is_gone_before_the_next_in_one_run_or_in_two(string left)
    {
        var results = new List<IReadOnlyList<string>>();
        foreach (var (isTransactional, inOneRun, isSingle) in Ways)
        {
            await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
            MigrationSource[] migrations =
            [
                new Steps(1, [new ExecuteSql($"{Texts}; {left}")], []) { Transactional = isTransactional },
                new Steps(2, [Row(@"Grüße ✓ C:\new\table")], []) { Transactional = isTransactional },
                new Steps(
                    3,
                    [
                        new ExecuteSql(
                            "CREATE TABLE made AS SELECT current_setting('TimeZone') AS tz, "
                                + "current_user::text AS who, (SELECT count(*) FROM pg_locks WHERE locktype = "
                                + "'advisory' AND pid = pg_backend_pid()) AS locks, "
                                + "(SELECT count(*) FROM pg_prepared_statements) + (SELECT count(*) FROM "
                                + "pg_cursors WHERE is_holdable) "
                                + "+ (SELECT count(*) FROM pg_listening_channels()) AS more"
                        ),
                    ],
                    []
                ),
            ];
            foreach (var part in inOneRun ? [migrations] : migrations.Select((_, i) => migrations[..(i + 1)]))
            {
                await RunAsync(database, part, new() { SingleTransaction = isSingle });
            }

            results.Add([
                .. await database.RowsAsync("SELECT * FROM public.words", Token),
                .. await database.RowsAsync("SELECT * FROM public.made", Token),
                .. await database.RowsAsync("SELECT count(*) FROM public.\"VersionInfo\"", Token),
            ]);
        }

        Assert.All(results, rows => Assert.Equal([@"1|Grüße ✓ C:\new\table", "UTC|postgres|1|0", "3"], rows));
    }

    [Theory]
    [InlineData("DISCARD ALL", false)]
    [InlineData("SELECT release_all()", true)]
    [InlineData("DO $$ BEGIN PERFORM release_all(); END $$", false)]
    public async Task The_lock_that_keeps_a_second_run_away_is_taken_again_where_a_migration_releases_it(
        string sql,
        bool isTransactional
    )
    {
        const string Count =
            "CREATE TABLE held AS SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = "
            + "pg_backend_pid() AND (classid, objid::int8) = (1886547830, 1769171311)";
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            "CREATE FUNCTION release_all() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT pg_advisory' || "
                + "'_unlock_all()'; END $$",
            Token
        );

        await RunAsync(
            database,
            [
                new Steps(1, [new ExecuteSql(sql)], []) { Transactional = isTransactional },
                new Steps(2, [new ExecuteSql(Count)], []),
            ],
            new()
        );

        Assert.Equal(["1"], await database.RowsAsync("SELECT * FROM held", Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_ends_where_another_has_the_lock_that_a_migration_releases(bool isTransactional)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var other = await database.OpenAsync(Token);
        void Release(System.Data.IDbConnection connection, System.Data.IDbTransaction? transaction)
        {
            using var release = connection.CreateCommand();
            release.Transaction = transaction;
            release.CommandText = "SELECT pg_advisory_unlock_all()";
            release.ExecuteNonQuery();
            using var take = other.CreateCommand();
            take.CommandText = "SELECT pg_advisory_lock(1886547830, 1769171311)";
            take.ExecuteNonQuery();
        }

        var error = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            RunAsync(
                database,
                [
                    new Steps(1, [new ExecuteCode(Release)], []) { Transactional = isTransactional },
                    new Steps(2, [new ExecuteSql("CREATE TABLE second (id int)")], []),
                ],
                new()
            )
        );

        Assert.Contains("released the lock that keeps a second run away", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("second", await database.TablesAsync(Token));
    }

    [Theory]
    [InlineData("SELECT pg_advisory_unlock_all()")]
    [InlineData("SELECT 1; SELECT PG_CATALOG.\"pg_advisory_unlock_all\"()")]
    public async Task Releasing_all_locks_is_refused_before_anything_runs(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var refusal = await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
            RunAsync(database, [new Steps(1, [new ExecuteSql(sql)], [])], new())
        );

        Assert.Contains("would release the lock", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SET client_encoding = 'LATIN1'")]
    [InlineData("CREATE SCHEMA app; SET search_path TO app")]
    [InlineData("SELECT pg_catalog.set_config('search_path', '', false)")]
    [InlineData("DO $$ BEGIN PERFORM set_config('standard_conforming_strings', 'off', false); END $$")]
    [InlineData("SET ROLE pg_monitor")]
    [InlineData("SET TimeZone = 'Asia/Tokyo'; SET default_transaction_read_only = on")]
    [InlineData("CREATE TEMP TABLE words (other int)")]
    public async Task A_script_takes_back_what_a_migration_sets_as_a_run_does(string left)
    {
        foreach (var isTransactional in (bool[])[true, false])
        {
            Steps[] steps =
            [
                new(1, [new ExecuteSql($"{Texts}; {left}")], []) { Transactional = isTransactional },
                new(2, [new ExecuteSql(@"INSERT INTO words VALUES (1, 'ü✓ \n')")], []),
                new(
                    3,
                    [new ExecuteSql("CREATE TABLE made AS SELECT current_user::text, current_setting('TimeZone')")],
                    []
                ),
            ];
            var dialect = new PostgreSqlDialect();
            var script = string.Concat(dialect.SessionStart.Select(statement => $"{statement};\n"));
            await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

            var shell = await Shell.FeedAsync(
                script + RebuildScriptTests.ScriptOf(dialect, new MigrationTarget.Up(), 0, steps),
                "psql",
                "-XqtAv",
                "ON_ERROR_STOP=1",
                database.Url
            );

            Assert.Equal((0, ""), (shell.ExitCode, shell.Errors));
            Assert.Equal([@"1|ü✓ \n"], await database.RowsAsync("SELECT * FROM public.words", Token));
            Assert.Equal(["postgres|UTC"], await database.RowsAsync("SELECT * FROM public.made", Token));
            Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM public.\"VersionInfo\"", Token));
        }
    }

    [Theory]
    [InlineData("Asia/Tokyo")]
    [InlineData("America/St_Johns")]
    public async Task A_moment_is_the_same_whatever_the_servers_time_zone_is(string zone)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET timezone = '{zone}'", Token);
        var utc = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Column[] columns =
        [
            new("a", new(ColumnKind.DateTimeOffset)),
            new("b", new(ColumnKind.DateTimeOffset)),
            new("c", new(ColumnKind.DateTime)),
            new("d", new(ColumnKind.DateTimeOffset)),
        ];
        ColumnValue[] row =
        [
            new("a", utc),
            new("b", new DateTimeOffset(utc).ToOffset(TimeSpan.FromHours(-5))),
            new("c", utc),
            new("d", DateTime.SpecifyKind(utc, DateTimeKind.Unspecified)),
        ];

        await RunAsync(
            database,
            [
                new Steps(
                    1,
                    [
                        new CreateTable(new("t", [.. columns])),
                        new InsertRows(
                            "t",
                            [
                                [.. row],
                            ]
                        ),
                    ],
                    []
                ),
            ],
            new()
        );

        Assert.Equal(
            ["t|t|t|t"],
            await database.RowsAsync(
                "SELECT (a = '2024-01-01 00:00Z')::text::char, (b = a)::text::char, (c = '2024-01-01 "
                    + "00:00')::text::char, "
                    + "(d = a)::text::char FROM t",
                Token
            )
        );
    }

    [Fact]
    public async Task Settings_of_the_role_and_the_database_change_no_text()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            $"ALTER DATABASE {database.Name} SET standard_conforming_strings = off; "
                + $"ALTER DATABASE {database.Name} SET client_encoding = 'LATIN1'; "
                + $"ALTER DATABASE {database.Name} SET search_path = pg_temp",
            Token
        );

        await RunAsync(database, [new Steps(1, [new ExecuteSql(Texts), Row(@"ü✓ \n")], [])], new());

        Assert.Equal(
            [@"1|ü✓ \n"],
            await database.RowsAsync("SET client_encoding = UTF8; SELECT * FROM public.words", Token)
        );
    }

    private static IEnumerable<(bool IsTransactional, bool InOneRun, bool IsSingle)> Ways =>
        [(true, true, false), (true, false, false), (true, true, true), (false, true, false), (false, false, false)];

    private static InsertRows Row(string text) =>
        new(
            "words",
            [
                [new("id", 1), new("w", text)],
            ]
        );

    private static async Task RunAsync(TestDatabase database, MigrationSource[] migrations, RunnerOptions options)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(new(migrations), options, TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
    }
}
