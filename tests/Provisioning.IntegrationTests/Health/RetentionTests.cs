using System.Text.Json;
using Npgsql;
using Provisioning.Administration.Retention;
using Provisioning.IntegrationTests.Support;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <summary>Rows past their time are deleted, in whole batches, and no others.</summary>
public sealed partial class RetentionTests(PostgreSqlServer server)
{
    [Theory]
    [OnBothEngines]
    public async Task QueryGPTs_audit_logs_go_after_90_days_and_its_tokens_7_days_after_they_expired(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("querygpt", engine, server, Token);
        await FillAsync(database);

        var before = await RunAsync(database, "retention", "plan", "--system", "querygpt");
        var dry = await RunAsync(database, "retention", "run", "--system", "querygpt", "--dry-run");
        var untouched = await CountsAsync(database);
        var run = await RunAsync(database, "retention", "run", "--system", "querygpt", "--yes", "--batch", "100");
        var again = await RunAsync(database, "retention", "run", "--system", "querygpt", "--yes");

        var rules = before.GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal([250, 30], rules.Select(rule => rule.GetProperty("due").GetInt64()));
        Assert.Equal(
            ["idx_audit_logs_created_at", "idx_refresh_tokens_expires_at"],
            rules.Select(rule => rule.GetProperty("index").GetString())
        );
        Assert.Equal(280, dry.GetProperty("due").GetInt64());
        Assert.Equal(["650", "70"], untouched);
        Assert.Equal(
            [3, 1],
            run.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("batches").GetInt64())
        );
        Assert.True(run.GetProperty("complete").GetBoolean());
        Assert.Equal(280, run.GetProperty("deleted").GetInt64());
        Assert.Equal(["400", "40"], await CountsAsync(database));
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM audit_logs WHERE action = 'old'", Token));
        Assert.Equal(0, again.GetProperty("deleted").GetInt64());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_row_is_due_when_its_time_is_over_and_not_a_moment_before(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var type = engine is Engine.Sqlite ? "TEXT" : "timestamptz";
        await database.ExecuteAsync(
            $"CREATE TABLE notes (id INTEGER PRIMARY KEY, at {type}); CREATE INDEX ix_notes_at ON notes (at)",
            Token
        );
        await database.ExecuteAsync(
            """
            INSERT INTO notes VALUES (1, '2026-04-30 11:59:59.999'), (2, '2026-04-30 12:00:00'), (3, '2026-04-30T11:59:59.500Z'), (4, '2026-04-30T12:00:00Z'),
                (5, '2026-04-30T19:59:59+08:00'), (6, '2026-04-30T20:00:00+08:00'), (7, '2026-04-30 06:59:59-05:00'), (8, '2026-04-30 07:00:00-05:00'), (9, NULL), (10, '2026-05-01 12:00:00')
            """,
            Token
        );

        var results = await Retention(database, new RetentionRule("notes", "notes", "at", TimeSpan.FromDays(1)))
            .RunAsync(new() { Batch = 2 }, null, Token);

        Assert.Equal(
            ["2", "4", "6", "8", "9", "10"],
            await database.RowsAsync("SELECT id FROM notes ORDER BY id", Token)
        );
        Assert.Equal((4, true), (results[0].Deleted, results[0].IsComplete));
    }

    [Fact]
    public async Task What_is_no_moment_in_a_file_stays()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, at); INSERT INTO notes VALUES (1, 'long ago'), (2, "
                + "1700000000), (3, ''), (4, 2450000.5), (5, x'00'), (6, '2020-01-01')",
            Token
        );

        var results = await Retention(database, new RetentionRule("notes", "notes", "at", TimeSpan.FromDays(1)))
            .RunAsync(new(), null, Token);

        Assert.Equal(1, results[0].Deleted);
        Assert.Equal(["1", "2", "3", "4", "5"], await database.RowsAsync("SELECT id FROM notes ORDER BY id", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_that_a_key_takes_along_are_counted_beforehand(Engine engine)
    {
        await using var database = await FamilyAsync(engine, "CASCADE");
        var retention = Retention(database, new RetentionRule("parents", "parents", "made", TimeSpan.FromDays(1)));

        var plan = await retention.PlanAsync(Token);
        await retention.RunAsync(new(), null, Token);

        Assert.Equal(
            [new("children", ReferentialAction.Cascade, 2), new("grandchildren", ReferentialAction.SetNull, 3)],
            plan[0].Effects.OrderBy(effect => effect.Table.Name, StringComparer.Ordinal)
        );
        Assert.Equal(["1"], await database.RowsAsync("SELECT count(*) FROM children", Token));
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM grandchildren WHERE child IS NULL", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_that_a_key_keeps_are_a_reason_not_to_begin(Engine engine)
    {
        await using var database = await FamilyAsync(engine, "NO ACTION");
        var retention = Retention(database, new RetentionRule("parents", "parents", "made", TimeSpan.FromDays(1)));

        var refused = await Assert.ThrowsAsync<RetentionRefusedException>(() => retention.RunAsync(new(), null, Token));

        Assert.Contains("2 rows of children refer to rows that are due", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["2"], await database.RowsAsync("SELECT count(*) FROM parents", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rules_that_name_what_is_not_there_are_all_reported_at_once(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync("CREATE TABLE notes (id INTEGER PRIMARY KEY)", Token);

        var run = await ProvisionProcess.RunAsync(
            Token,
            "retention",
            "run",
            "--yes",
            "--url",
            database.Url,
            "--rule",
            "nothing.at=1d",
            "--rule",
            "notes.made=1d"
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("there is no table nothing", run.Errors, StringComparison.Ordinal);
        Assert.Contains("has no column made. It has id", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_no_moment_and_partitions_on_other_servers_are_refused_by_name()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            """
            CREATE FOREIGN DATA WRAPPER elsewhere; CREATE SERVER other FOREIGN DATA WRAPPER elsewhere;
            CREATE TABLE parts (at timestamptz) PARTITION BY RANGE (at); CREATE TABLE words (at text);
            CREATE FOREIGN TABLE parts_far PARTITION OF parts DEFAULT SERVER other
            """,
            Token
        );

        var refused = await Assert.ThrowsAsync<RetentionRefusedException>(() =>
            Retention(
                    database,
                    new RetentionRule("a", "parts", "at", TimeSpan.FromDays(1)),
                    new RetentionRule("b", "words", "at", TimeSpan.FromDays(1))
                )
                .PlanAsync(Token)
        );

        Assert.Contains(refused.Problems, problem =>
            problem.Contains("words.at is text, not a date or time", StringComparison.Ordinal)
        );
        Assert.Contains(refused.Problems, problem =>
            problem.Contains("parts has partitions on other servers, such as parts_far", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_large_table_without_index_is_refused_unless_asked_for()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE notes (at date) WITH (autovacuum_enabled = off); INSERT INTO notes SELECT '2020-01-01' FROM "
                + "generate_series(1, 3)",
            Token
        );
        // As the server would estimate it, had it that many.
        await database.ExecuteAsync("UPDATE pg_class SET reltuples = 1000001 WHERE relname = 'notes'", Token);
        var retention = Retention(database, new RetentionRule("notes", "notes", "at", TimeSpan.FromDays(1)));

        var refused = await Assert.ThrowsAsync<RetentionRefusedException>(() => retention.RunAsync(new(), null, Token));
        var results = await retention.RunAsync(new() { AllowsScan = true }, null, Token);

        Assert.Contains("no index begins with notes.at", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, results[0].Deleted);
    }

    [Fact]
    public async Task Of_two_runs_at_once_the_second_says_so()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE notes (at timestamptz)", Token);
        await using var other = await database.OpenAsync(Token);
        await using var command = other.CreateCommand();
        command.CommandText = "SELECT pg_advisory_lock(1886547830, 1919251557)";
        await command.ExecuteNonQueryAsync(Token);

        var second = await ProvisionProcess.RunAsync(
            Token,
            "retention",
            "run",
            "--yes",
            "--url",
            database.Url,
            "--rule",
            "notes.at=1d"
        );
        var migrates = await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", database.Url);

        Assert.Equal(5, second.ExitCode);
        Assert.Contains($"process {((NpgsqlConnection)other).ProcessID} (", second.Errors, StringComparison.Ordinal);
        Assert.Equal(0, migrates.ExitCode);
    }

    [Theory]
    [OnBothEngines]
    public async Task Several_runs_at_once_delete_each_row_once(Engine engine)
    {
        await using var database = await OldNotesAsync(engine, 2000);

        var runs = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    ProvisionProcess.RunAsync(
                        Token,
                        "retention",
                        "run",
                        "--yes",
                        "--url",
                        database.Url,
                        "--rule",
                        "notes.at=1d",
                        "--batch",
                        "50",
                        "--output",
                        "json"
                    )
                )
        );

        Assert.All(runs, run => Assert.True(run.ExitCode is 0 or 5, run.Errors));
        Assert.Equal(
            2000,
            runs.Where(run => run.ExitCode == 0)
                .Sum(run => JsonDocument.Parse(run.Output).RootElement.GetProperty("deleted").GetInt64())
        );
        Assert.Equal(["10"], await database.RowsAsync("SELECT count(*) FROM notes", Token));
    }

    [Fact]
    public async Task Rows_that_another_session_holds_are_left_for_the_next_run()
    {
        await using var database = await OldNotesAsync(Engine.PostgreSql, 20);
        await using var other = await database.OpenAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await using var command = other.CreateCommand();
        command.CommandText = "SELECT id FROM notes WHERE id <= 3 FOR UPDATE";
        await command.ExecuteNonQueryAsync(Token);
        var retention = Retention(database, new RetentionRule("notes", "notes", "at", TimeSpan.FromDays(1)));

        var first = await retention.RunAsync(new() { Batch = 5 }, null, Token);
        await transaction.RollbackAsync(Token);
        var second = await retention.RunAsync(new(), null, Token);

        Assert.Equal((17, false), (first[0].Deleted, first[0].IsComplete));
        Assert.Equal((3, true), (second[0].Deleted, second[0].IsComplete));
    }

    [Theory]
    [OnBothEngines]
    public async Task When_the_time_is_up_or_it_is_interrupted_whole_batches_are_done(Engine engine)
    {
        await using var database = await OldNotesAsync(engine, 500);
        var retention = Retention(database, new RetentionRule("notes", "notes", "at", TimeSpan.FromDays(1)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var batches = 0;

        var none = await retention.RunAsync(new() { Until = TimeSpan.Zero }, null, Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            retention.RunAsync(new() { Batch = 50 }, new Told(_ => Stop()), stop.Token)
        );
        var left = await database.RowsAsync("SELECT count(*) FROM notes", Token);
        var rest = await retention.RunAsync(new() { Batch = 50 }, null, Token);

        Assert.Equal((0, false), (none[0].Deleted, none[0].IsComplete));
        Assert.Equal(["410"], left);
        Assert.Equal((400, true), (rest[0].Deleted, rest[0].IsComplete));

        void Stop()
        {
            if (++batches == 2)
            {
                stop.Cancel();
            }
        }
    }

    [Theory]
    [InlineData("retention", 2, "")]
    [InlineData("retention plan --system towow", 2, "ToWow declares no retention rules")]
    [InlineData("retention plan --url sqlite:///nowhere.db --rule notes=90d", 2, "--rule takes table.column=90d")]
    [InlineData(
        "retention plan --url sqlite:///nowhere.db --rule notes.at=ninety",
        2,
        "--rule takes a time such as 90d"
    )]
    [InlineData(
        "retention run --url sqlite:///nowhere.db --rule notes.at=90d --yes --until soon",
        2,
        "--until takes a time"
    )]
    [InlineData(
        "retention run --url sqlite:///nowhere.db --rule notes.at=90d --yes --batch 0",
        2,
        "--batch takes a whole number from 1"
    )]
    [InlineData("retention run --url sqlite:////nowhere/prod.db --rule notes.at=90d --yes", 2, "looks like production")]
    [InlineData("retention plan --url postgresql://me@127.0.0.1:1/x --rule notes.at=90d", 4, "No PostgreSQL answers")]
    public async Task A_wrong_command_line_or_server_is_explained(string line, int code, string words)
    {
        var run = await ProvisionProcess.RunAsync(Token, line.Split(' '));

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_yes_nothing_is_deleted()
    {
        await using var database = await OldNotesAsync(Engine.Sqlite, 5);

        var command = new ProvisionOptions().Command([
            "retention",
            "run",
            "--url",
            database.Url,
            "--rule",
            "notes.at=1d",
        ]);
        command.RedirectStandardInput = true;
        using var process = System.Diagnostics.Process.Start(command)!;
        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);

        Assert.Equal(2, process.ExitCode);
        Assert.Equal(["15"], await database.RowsAsync("SELECT count(*) FROM notes", Token));
    }
}
