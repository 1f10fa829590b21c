using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision seed --auto</c> with numbers, files and checks, as a user runs it.</summary>
public sealed class LoadTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task The_tables_of_a_system_share_a_number_of_rows_and_those_that_refer_to_others_have_more(
        Engine engine
    )
    {
        await using var database = await MigratedAsync(engine);

        var done = await ProvisionProcess.RunAsync(
            Token,
            "seed",
            "--system",
            "towow",
            "--rows",
            "2k",
            "--yes",
            "--url",
            database.Url
        );

        Assert.True(done.ExitCode == 0, done.Errors);
        Assert.Equal("2,000 rows added to 4 tables.", done.Output.Trim());
        var counts = await database.RowsAsync(
            "SELECT (SELECT count(*) FROM agent_profiles), (SELECT count(*) FROM agent_responses)",
            Token
        );
        var both = counts[0].Split('|').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.True(both[1] > 3 * both[0], counts[0]);
    }

    [Theory]
    [OnBothEngines]
    public async Task Tables_can_be_given_numbers_of_their_own_and_one_that_is_not_there_is_refused(Engine engine)
    {
        await using var database = await MigratedAsync(engine);
        string[] seed = ["seed", "--auto", "--yes", "--url", database.Url, "--rows"];

        var unknown = await ProvisionProcess.RunAsync(Token, [.. seed, "agents=5"]);
        var wrong = await ProvisionProcess.RunAsync(Token, [.. seed, "many"]);
        var done = await ProvisionProcess.RunAsync(Token, [.. seed, "agent_profiles=1.5k,demands=30"]);

        Assert.Equal((2, 2, 0), (unknown.ExitCode, wrong.ExitCode, done.ExitCode));
        Assert.Contains(
            "names a table agents, which is not there",
            unknown.Errors.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["1500|30|100"],
            await database.RowsAsync(
                "SELECT (SELECT count(*) FROM agent_profiles), (SELECT count(*) FROM demands), "
                    + "(SELECT count(*) FROM collaboration_channels)",
                Token
            )
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_dry_run_shows_ten_rows_of_each_table_and_adds_none(Engine engine)
    {
        await using var database = await MigratedAsync(engine);

        var run = await ProvisionProcess.RunAsync(
            Token,
            "seed",
            "--auto",
            "--rows",
            "1M",
            "--dry-run",
            "--url",
            database.Url
        );

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.EndsWith("4,000,000 rows to be added to 4 tables.", run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal((4 * 13) + 1, run.Output.Trim().Split('\n').Length);
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM agent_profiles", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_written_as_SQL_are_those_that_would_be_added(Engine engine)
    {
        await using var database = await MigratedAsync(engine);
        await using var other = await MigratedAsync(engine);
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var (file, csv) = (Path.Combine(folder.Path, "rows.sql"), Path.Combine(folder.Path, "csv"));
        string[] seed = ["seed", "--auto", "--rows", "150", "--url"];

        var script = await ProvisionProcess.RunAsync(Token, [.. seed, database.Url, "--into-sql", file]);
        var again = await ProvisionProcess.RunAsync(Token, [.. seed, database.Url, "--into-sql", file]);
        var table = await ProvisionProcess.RunAsync(Token, [.. seed, database.Url, "--into-csv", csv]);
        var left = await database.RowsAsync("SELECT count(*) FROM agent_profiles", Token);
        await other.ExecuteAsync(await File.ReadAllTextAsync(file, Token), Token);
        await ProvisionProcess.RunAsync(Token, [.. seed, database.Url, "--yes"]);

        Assert.Equal((0, 1, 0), (script.ExitCode, again.ExitCode, table.ExitCode));
        Assert.Equal(["0"], left);
        foreach (var name in new[] { "agent_profiles", "demands", "collaboration_channels", "agent_responses" })
        {
            var sql = $"SELECT * FROM {name} ORDER BY 1, 2";
            Assert.Equal(
                (await database.RowsAsync(sql, Token)).Select(WithoutZeros),
                (await other.RowsAsync(sql, Token)).Select(WithoutZeros)
            );
            var lines = await File.ReadAllTextAsync(Path.Combine(csv, $"{name}.csv"), Token);
            Assert.Equal(151, lines.Count(c => c is '\n'));
        }
    }

    [Fact]
    public async Task Tables_that_need_each_others_rows_are_filled_and_refused_as_SQL()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL);
            CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a);
            ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
            """,
            Token
        );
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "rows.sql");

        var script = await ProvisionProcess.RunAsync(
            Token,
            ["seed", "--auto", "--url", database.Url, "--into-sql", file]
        );
        var filled = await ProvisionProcess.RunAsync(Token, ["seed", "--auto", "--url", database.Url, "--yes"]);

        Assert.Equal(2, script.ExitCode);
        Assert.Contains("need each other's rows", script.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        Assert.True(filled.ExitCode == 0, filled.Output + filled.Errors);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_check_finds_what_rows_break_and_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            engine is Engine.Sqlite
                ? """
                PRAGMA foreign_keys = OFF;
                CREATE TABLE a (id INTEGER PRIMARY KEY);
                CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
                INSERT INTO b VALUES (1, 7), (2, NULL), (3, 8);
                """
                : """
                CREATE TABLE a (id integer PRIMARY KEY);
                CREATE TABLE b (id integer PRIMARY KEY, a integer);
                INSERT INTO b VALUES (1, 7), (2, NULL), (3, 8);
                ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a NOT VALID;
                """,
            Token
        );

        var found = await ProvisionProcess.RunAsync(Token, "seed", "--check", "--url", database.Url);
        await database.ExecuteAsync("DELETE FROM b WHERE a IS NOT NULL", Token);
        var clean = await ProvisionProcess.RunAsync(Token, "seed", "--check", "--url", database.Url);

        Assert.Equal((3, 0), (found.ExitCode, clean.ExitCode));
        Assert.StartsWith("b: 2 rows against FOREIGN KEY (a) → a", found.Output, StringComparison.Ordinal);
        Assert.Equal("1 row in 2 tables checked, nothing found.", clean.Output.Trim());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_gets_the_shape_of_another_in_another_size(Engine engine)
    {
        await using var production = await MigratedAsync(engine);
        await using var staging = await MigratedAsync(engine);
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "stats.json");
        await ProvisionProcess.RunAsync(
            Token,
            "seed",
            "--auto",
            "--rows",
            "agent_profiles=400,demands=1000,collaboration_channels=100,agent_responses=2k",
            "--yes",
            "--url",
            production.Url
        );
        // PostgreSQL's counters of the load may have come in after its own ANALYZE.
        await production.ExecuteAsync("ANALYZE", Token);
        await ProvisionProcess.RunAsync(Token, "stats", "--out", file, "--url", production.Url);

        var done = await ProvisionProcess.RunAsync(
            Token,
            "seed",
            "--auto",
            "--like",
            file,
            "--scale",
            "0.1",
            "--yes",
            "--url",
            staging.Url
        );

        Assert.True(done.ExitCode == 0, done.Errors);
        Assert.Equal(
            ["40|100|10|200"],
            await staging.RowsAsync(
                "SELECT (SELECT count(*) FROM agent_profiles), (SELECT count(*) FROM demands), (SELECT count(*) FROM "
                    + "collaboration_channels), (SELECT count(*) FROM agent_responses)",
                Token
            )
        );
    }

    [Fact]
    public async Task Another_generator_nothing_to_resume_and_options_without_auto_are_refused()
    {
        await using var database = await MigratedAsync(Engine.Sqlite);
        string[] seed = ["seed", "--yes", "--url", database.Url];

        var pinned = await ProvisionProcess.RunAsync(Token, [.. seed, "--auto", "--pin", "2"]);
        var resumed = await ProvisionProcess.RunAsync(Token, [.. seed, "--auto", "--resume"]);
        var stray = await ProvisionProcess.RunAsync(Token, [.. seed, "--edge", "1%", "--system", "towow"]);
        var same = await ProvisionProcess.RunAsync(Token, [.. seed, "--auto", "--pin", "1", "--rows", "3"]);

        Assert.Equal((2, 1, 2, 0), (pinned.ExitCode, resumed.ExitCode, stray.ExitCode, same.ExitCode));
        Assert.Contains(
            "version 1, and --pin asks for 2",
            pinned.Errors.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("Leave --resume out", resumed.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    // A literal of SQLite has no zeros at the end of its fraction of a second.
    private static string WithoutZeros(string row) =>
        Regex.Replace(
            row,
            @"(?<second>:\d\d)((?<fraction>\.\d*[1-9])0*|\.0+)\b",
            "${second}${fraction}",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );

    private async Task<TestDatabase> MigratedAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", database.Url);
        return database;
    }
}
