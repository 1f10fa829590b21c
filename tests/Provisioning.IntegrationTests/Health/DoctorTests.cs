using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <summary><c>provision doctor</c> on both engines, and on SQLite files that are not well.</summary>
public sealed class DoctorTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Wrong =>
        new()
        {
            { "doctor", "Which database?" },
            { "doctor --url sqlite:///nowhere.db --limit nonsense=3", "There is no limit \"nonsense\"" },
            { "doctor --url sqlite:///nowhere.db --limit connections=many", "a whole number from 0, not \"many\"" },
            { "doctor --url sqlite:///nowhere.db --fail-on never", "--fail-on takes failed, warning or not-known" },
            { "doctor --url sqlite:///nowhere.db --pool-size 5", "Give --instances as well" },
            { "doctor --url sqlite:///nowhere.db --since x.json", "--since is for PostgreSQL" },
            { "doctor --url sqlite:///nowhere.db --output xml", "--output takes text, json or html, not \"xml\"" },
            { "doctor --system nonsense", "There is no system \"nonsense\"" },
            { "doctor --url sqlite:///nowhere.db --instances 0", "--instances takes a whole number from 1" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_explained(string line, string words)
    {
        var run = await ProvisionProcess.RunAsync(Token, line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_or_does_not_answer_is_exit_code_4()
    {
        var file = await ProvisionProcess.RunAsync(Token, "doctor", "--url", "sqlite:////nowhere/at/all.db");
        var stopped = await ProvisionProcess.RunAsync(Token, "doctor", "--url", "postgresql://me@127.0.0.1:1/towow");

        Assert.Equal([4, 4], [file.ExitCode, stopped.ExitCode]);
        Assert.Contains("No PostgreSQL answers at 127.0.0.1:1", stopped.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_empty_database_is_looked_over(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var run = await DoctorRun.OnAsync(database.Url, Token);
        var pending = await DoctorRun.OnAsync(database.Url, Token, "--system", "towow");

        Assert.All(["foreign-keys", "primary-keys", "duplicate-indexes"], check =>
            Assert.Equal("ok", run[check].Verdict)
        );
        Assert.DoesNotContain("migrations", run.Findings.Keys);
        Assert.Equal(3, pending.ExitCode);
        Assert.Equal(("failed", "4 pending"), pending["migrations"]);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_filled_database_is_well_and_left_as_it_is(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync(
            "querygpt",
            engine,
            server,
            Token,
            "sample-data"
        );
        var tables = await database.TablesAsync(Token);

        var run = await DoctorRun.OnAsync(database.Url, Token, "--system", "querygpt", "--limit", "disk=100");

        Assert.DoesNotContain(run.Findings, finding =>
            finding.Value.Verdict == "failed" && finding.Key is not ("durability" or "authentication")
        );
        Assert.Equal(("ok", "all applied"), run["migrations"]);
        Assert.Equal("not_known", run["backup-age"].Verdict);
        Assert.Equal(tables, await database.TablesAsync(Token));
    }

    [Fact]
    public async Task Warnings_are_findings_for_those_who_want_it_so()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync("CREATE TABLE loose (n INTEGER)", Token);

        var lenient = await DoctorRun.OnAsync(database.Url, Token, "--limit", "disk=100");
        var strict = await DoctorRun.OnAsync(database.Url, Token, "--limit", "disk=100", "--fail-on", "warning");

        Assert.Equal(("warning", "loose"), lenient["primary-keys"]);
        Assert.Equal([0, 3], [lenient.ExitCode, strict.ExitCode]);
    }

    [Fact]
    public async Task A_file_with_a_bit_that_turned_over_fails()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                + "SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO notes SELECT i, hex(randomblob(200)) FROM n",
            Token
        );
        var bytes = await File.ReadAllBytesAsync(database.Name, Token);
        // The head of a page in the middle: what kind of page it is.
        bytes[4096 * (bytes.Length / 4096 / 2)] ^= 0xFF;
        await File.WriteAllBytesAsync(database.Name, bytes, Token);

        var run = await DoctorRun.OnAsync(database.Url, Token);

        Assert.Equal(3, run.ExitCode);
        Assert.Equal("failed", run["integrity"].Verdict);
    }

    [Fact]
    public async Task An_index_that_parted_from_its_table_is_found_by_a_thorough_look()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE INDEX ix_a ON a (n); INSERT INTO a VALUES (1, 1), (2, 2);
            CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO b VALUES (1, 1), (2, 3);
            PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'b') WHERE name = 'a'
            """,
            Token
        );

        var quick = await DoctorRun.OnAsync(database.Url, Token);
        var thorough = await DoctorRun.OnAsync(database.Url, Token, "--thorough");

        Assert.Equal("failed", thorough["integrity"].Verdict);
        Assert.Contains("ix_a", thorough["integrity"].Value, StringComparison.Ordinal);
        Assert.NotEqual(quick["integrity"].Value, thorough["integrity"].Value);
    }

    [Fact]
    public async Task Rows_that_refer_to_nothing_fail()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            "PRAGMA foreign_keys = OFF; CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY "
                + "KEY, a INTEGER REFERENCES a); INSERT INTO b VALUES (1, 7), (2, 8)",
            Token
        );

        var run = await DoctorRun.OnAsync(database.Url, Token);

        Assert.Equal(("failed", "b: 2 rows"), run["broken-references"]);
        Assert.Equal(("warning", "b(a)"), run["foreign-keys"]);
    }

    [Fact]
    public async Task Who_may_read_a_file_and_its_key_is_looked_at()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no modes there");
        await using var database = await TestDatabase.InitializedAsync("vibesurf", Engine.Sqlite, server, Token);
        var key = $"{database.Name}.key";
        await File.WriteAllTextAsync(key, "0123456789abcdef", Token);
        await Shell.OutputAsync("chmod", "644", key);
        await Shell.OutputAsync("chmod", "602", database.Name);

        var open = await DoctorRun.OnAsync(database.Url, Token, "--system", "vibesurf", "--key-file", key);
        await Shell.OutputAsync("chmod", "600", key, database.Name);
        await database.ExecuteAsync("PRAGMA user_version = 7; PRAGMA journal_mode = WAL", Token);
        var closed = await DoctorRun.OnAsync(
            database.Url,
            Token,
            "--system",
            "vibesurf",
            "--key-file",
            key,
            "--production"
        );
        File.Delete(key);
        var missing = await DoctorRun.OnAsync(database.Url, Token, "--system", "vibesurf", "--key-file", key);

        Assert.Equal("failed", open["file-modes"].Verdict);
        Assert.Equal("failed", open["key-file"].Verdict);
        Assert.Equal(("ok", "8"), open["user-version"]);
        Assert.All(["file-modes", "key-file", "journal"], check => Assert.Equal("ok", closed[check].Verdict));
        Assert.Equal(("failed", "7"), closed["user-version"]);
        Assert.Equal("failed", missing["key-file"].Verdict);
    }

    [Fact]
    public async Task A_file_full_of_unused_room_warns()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)", Token);
        await database.ExecuteAsync(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO notes SELECT "
                + "i, hex(randomblob(500)) FROM n; DELETE FROM notes",
            Token
        );

        var run = await DoctorRun.OnAsync(database.Url, Token);

        Assert.Equal("warning", run["free-pages"].Verdict);
    }

    [Fact]
    public async Task The_page_needs_nothing_beside_it_and_takes_names_as_text()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync("""CREATE TABLE "<script>alert(1)</script>" (n INTEGER)""", Token);

        var page = await ProvisionProcess.RunAsync(Token, "doctor", "--url", database.Url, "--output", "html");
        var text = await ProvisionProcess.RunAsync(Token, "doctor", "--url", database.Url);

        Assert.StartsWith("<!DOCTYPE html>", page.Output, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Output, StringComparison.Ordinal);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"The database in {database.Name}: "),
            text.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("primary-keys (warning): ", text.Output, StringComparison.Ordinal);
    }
}
