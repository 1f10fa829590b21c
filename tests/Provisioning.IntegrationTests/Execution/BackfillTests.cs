using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;
using static Provisioning.IntegrationTests.Execution.BackfillCase;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Backfills: each row once, whatever happens between two batches.</summary>
public sealed class BackfillTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string, string> Keys =>
        [
            .. Both("a INTEGER NOT NULL PRIMARY KEY", "1 - i * 3"),
            .. Both("a TEXT NOT NULL PRIMARY KEY", "'it''s \\ % ' || i"),
            .. Both("a TEXT NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)", "'k' || (i % 7), i"),
            .. Both("a INTEGER NOT NULL, b TEXT NOT NULL, n2 INTEGER, PRIMARY KEY (b, a)", "i % 5, 'é' || i, 1"),
            (Engine.PostgreSql, "a uuid PRIMARY KEY", "md5(i::text)::uuid"),
            (Engine.PostgreSql, "a timestamptz PRIMARY KEY", "timestamptz '2026-01-01' + i * interval '1.000001 s'"),
            (Engine.PostgreSql, "a float8 PRIMARY KEY", "i / 3.0"),
            (Engine.PostgreSql, "a bytea PRIMARY KEY", "decode(md5(i::text), 'hex')"),
            (Engine.PostgreSql, "a char(12) PRIMARY KEY", "'c' || i"),
            (Engine.PostgreSql, "a text COLLATE \"C\" PRIMARY KEY", "chr(64 + i % 50) || i"),
            (Engine.PostgreSql, "a int, b date, PRIMARY KEY (b, a)", "-i, date '2026-01-01' + i % 9"),
            (Engine.Sqlite, "a PRIMARY KEY NOT NULL", "CASE i % 3 WHEN 0 THEN i WHEN 1 THEN 'x' || i ELSE i / 3.0 END"),
            (Engine.Sqlite, "a BLOB PRIMARY KEY NOT NULL", "CAST('b' || i AS BLOB)"),
            (Engine.Sqlite, "a TEXT COLLATE NOCASE, b, PRIMARY KEY (a COLLATE BINARY, b)", "char(65 + i % 58), i"),
        ];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Every_row_is_done_once_in_the_order_of_any_key(Engine engine, string key, string value)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync($"CREATE TABLE t ({Columns(key)})", Token);
        await database.ExecuteAsync(
            $"""
            WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 95)
            INSERT INTO t SELECT {value}, 0 FROM s
            """,
            Token
        );
        var events = new List<RunEvent>();

        await FillAsync(database, events.Add, AddOne);

        Assert.Equal(["95|1|1"], await database.RowsAsync(Once, Token));
        var batches = events.OfType<RunEvent.Backfilled>().ToList();
        Assert.Equal(10, batches.Count);
        Assert.Equal((95, true), (batches[^1].Rows, batches[^1].IsLast));
    }

    [Theory]
    [InlineData("public", "t")]
    [InlineData("app", "Odd \"name\"")]
    public async Task A_partitioned_table_and_one_in_a_named_schema_are_done_too(string schema, string name)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var table = $"{schema}.\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await database.ExecuteAsync(
            $"CREATE SCHEMA IF NOT EXISTS {schema}; "
                + $"CREATE TABLE {table} (id integer PRIMARY KEY, n integer) PARTITION BY HASH (id); "
                + $"CREATE TABLE one PARTITION OF {table} FOR VALUES WITH (MODULUS 2, REMAINDER 0); "
                + $"CREATE TABLE two PARTITION OF {table} FOR VALUES WITH (MODULUS 2, REMAINDER 1); "
                + $"INSERT INTO {table} SELECT i, 0 FROM generate_series(1, 35) i",
            Token
        );

        await FillAsync(database, _ => { }, AddOne with { Table = new(schema, name) });

        Assert.Equal(["35|1|1"], await database.RowsAsync($"SELECT count(*), min(n), max(n) FROM {table}", Token));
        var refusal = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(
                database,
                _ => { },
                (Steps[])[new(3, [AddOne with { Table = "one" }], []) { Transactional = false }],
                Token
            )
        );
        Assert.Contains("it is a view or a partition", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_batch_that_fails_is_rolled_back_and_the_next_run_goes_on_with_it(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 95);
        await database.ExecuteAsync("UPDATE t SET n = 999 WHERE id = 42", Token);
        var strict = AddOne with
        {
            Set =
            [
                new(
                    "n",
                    new SqlExpression(
                        engine is Engine.Sqlite ? "CASE n WHEN 999 THEN NULL ELSE n + 1 END" : "n + 1 / (1 - n / 999)"
                    )
                ),
            ],
        };

        var failure = await Assert.ThrowsAsync<MigrationFailedException>(() => FillAsync(database, _ => { }, strict));
        var between = await database.RowsAsync("SELECT n, count(*) FROM t GROUP BY n ORDER BY n", Token);
        var kept = await database.RowsAsync(
            "SELECT statements_done, backfilled_to FROM provisioning_ledger WHERE version = 2",
            Token
        );
        var choices = await ChoicesAsync(database, strict);
        await database.ExecuteAsync("UPDATE t SET n = 0 WHERE id = 42", Token);
        await FillAsync(database, _ => { }, strict);

        Assert.Contains(choices, choice =>
            choice.Contains("its backfill from the first row", StringComparison.Ordinal)
        );
        Assert.Contains("The batches before this one are committed", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("40", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["0|54", "1|40", "999|1"], between);
        Assert.Equal(["0|[\"40\"]"], kept);
        Assert.Equal(["95|1|1"], await database.RowsAsync(Once, Token));
        Assert.Equal(
            ["1|NULL"],
            await database.RowsAsync(
                "SELECT statements_done, backfilled_to FROM provisioning_ledger WHERE version = 2",
                Token
            )
        );
    }

    private static async Task<IEnumerable<string>> ChoicesAsync(TestDatabase database, Operation operation)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var repair = new LedgerRepair(
            new([new Steps(2, [operation], []) { Transactional = false }]),
            new(),
            TimeProvider.System
        );
        var found = await repair.FindAsync(session, Token);
        return found.SelectMany(finding => finding.Choices).Select(choice => choice.Consequence);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_run_that_is_interrupted_ends_at_a_batch_and_the_next_one_goes_on(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 95);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunAsync(database, Interrupt, [AddOne, new ExecuteSql("UPDATE t SET n = n + 10")], interrupt.Token)
        );
        var between = await database.RowsAsync("SELECT n, count(*) FROM t GROUP BY n ORDER BY n", Token);
        await FillAsync(database, _ => { }, AddOne, new ExecuteSql("UPDATE t SET n = n + 100"));

        Assert.Equal(["0|65", "1|30"], between);
        Assert.Equal(["95|101|101"], await database.RowsAsync(Once, Token));

        void Interrupt(RunEvent seen)
        {
            if (seen is RunEvent.Backfilled { Rows: 30 })
            {
                interrupt.Cancel();
            }
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task What_others_write_between_two_batches_is_neither_lost_nor_left_out(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 35);
        await using var other = await database.OpenAsync(Token);

        await FillAsync(
            database,
            seen =>
            {
                if (seen is RunEvent.Backfilled { Rows: 20 })
                {
                    using var command = other.CreateCommand();
                    command.CommandText =
                        "UPDATE t SET n = 50 WHERE id IN (5, 25); INSERT INTO t VALUES (36, 0), (1000, 7); "
                        + "DELETE FROM t WHERE id = 30";
                    command.ExecuteNonQuery();
                }
            },
            AddOne
        );

        Assert.Equal(
            ["1|33", "8|1", "50|1", "51|1"],
            await database.RowsAsync("SELECT n, count(*) FROM t GROUP BY n ORDER BY n", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task Only_the_rows_of_the_condition_are_changed_and_several_columns_at_once(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 25);
        await database.ExecuteAsync("ALTER TABLE t ADD COLUMN label TEXT", Token);

        await FillAsync(
            database,
            _ => { },
            new Backfill(
                "t",
                [new("n", new SqlExpression("id * 2")), new("label", new SqlExpression("'n' || n"))],
                "id > 3 AND id <= 20 -- not all"
            )
            {
                BatchSize = 4,
            }
        );

        Assert.Equal(
            ["17|8|40"],
            await database.RowsAsync("SELECT count(*), min(n), max(n) FROM t WHERE label = 'n0'", Token)
        );
    }

    [Fact]
    public async Task A_row_that_the_application_holds_is_waited_for_and_its_batch_tried_again()
    {
        await using var database = await FilledAsync(server, Engine.PostgreSql, 35);
        await using var other = await database.OpenAsync(Token);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN; UPDATE t SET n = 50 WHERE id = 25";
        await command.ExecuteNonQueryAsync(Token);
        var retried = 0;

        await FillAsync(
            database,
            seen =>
            {
                if (seen is RunEvent.Retrying && retried++ == 0)
                {
                    command.CommandText = "COMMIT";
                    command.ExecuteNonQuery();
                }
            },
            AddOne
        );

        Assert.Equal(1, retried);
        Assert.Equal(
            ["1|34", "51|1"],
            await database.RowsAsync("SELECT n, count(*) FROM t GROUP BY n ORDER BY n", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_ledger_of_an_earlier_release_gets_the_column_that_a_backfill_needs(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 15);
        await database.ExecuteAsync("ALTER TABLE provisioning_ledger DROP COLUMN backfilled_to", Token);

        await RunAsync(database, _ => { }, (Steps[])[new(3, [AddOne], []) { Transactional = false }], Token);

        Assert.Equal(["15|1|1"], await database.RowsAsync(Once, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task It_goes_down_as_up_and_a_down_without_anything_leaves_the_values(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 35);
        Steps[] steps =
        [
            new(2, [AddOne], [AddOne with { Set = [new("n", new SqlExpression("n - 1"))] }]) { Transactional = false },
            new(3, [AddOne], []) { Transactional = false },
        ];

        await RunAsync(database, _ => { }, steps, Token);
        await RunAsync(database, _ => { }, steps, Token, new MigrationTarget.DownBy(2));
        var down = await database.RowsAsync(Once, Token);
        await RunAsync(database, _ => { }, steps, Token);

        Assert.Equal(["35|1|1"], down);
        Assert.Equal(["35|3|3"], await database.RowsAsync(Once, Token));
    }

    [Fact]
    public async Task Lag_is_not_there_where_there_are_no_replicas()
    {
        await using var database = await FilledAsync(server, Engine.PostgreSql, 15);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = new MigrationRunner(
            new([new Steps(2, [AddOne], []) { Transactional = false }]),
            new() { MaxReplicaLag = TimeSpan.Zero, History = HistoryOptions.Unchecked },
            TimeProvider.System
        );

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal(["15|1|1"], await database.RowsAsync(Once, Token));
    }

    private static string Columns(string key) =>
        key.IndexOf(", PRIMARY KEY (", StringComparison.Ordinal) is >= 0 and var at
            ? $"{key[..at]}, n INTEGER{key[at..]}"
            : $"{key}, n INTEGER";

    private static (Engine, string, string)[] Both(string key, string value) =>
        [(Engine.PostgreSql, key, value), (Engine.Sqlite, key, value)];
}
