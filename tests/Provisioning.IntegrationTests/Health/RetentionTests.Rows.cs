using System.Text.Json;
using Provisioning.Administration.Retention;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <content>The databases that rows are deleted from.</content>
public sealed partial class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DataRetention Retention(TestDatabase database, params RetentionRule[] rules) =>
        new(DatabaseUrl.Parse(database.Url), rules, new FixedTime(Now));

    private static async Task<JsonElement> RunAsync(TestDatabase database, params string[] arguments)
    {
        var run = await ProvisionProcess.RunAsync(Token, [.. arguments, "--url", database.Url, "--output", "json"]);
        Assert.True(run.ExitCode == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        return json.RootElement.Clone();
    }

    private static async Task<IReadOnlyList<string>> CountsAsync(TestDatabase database) =>
        [
            .. await database.RowsAsync("SELECT count(*) FROM audit_logs", Token),
            .. await database.RowsAsync("SELECT count(*) FROM refresh_tokens", Token),
        ];

    // 250 logs past their time and 400 within it, 30 and 40 tokens, all of one person.
    private static async Task FillAsync(TestDatabase database)
    {
        const string Numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 650)";
        var isFile = database.Engine is Engine.Sqlite;
        string Ago(string days) =>
            isFile
                ? $"strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || ({days}) || ' days')"
                : $"now() - ({days}) * interval '1 day'";
        const string Person = "'00000000-0000-0000-0000-000000000001'";
        await database.ExecuteAsync(
            $"INSERT INTO users (id, email, hashed_password) VALUES ({Person}, 'a@example.org', '!')",
            Token
        );
        await database.ExecuteAsync(
            $"{Numbers} INSERT INTO audit_logs (user_id, action, created_at) SELECT {Person}, CASE WHEN i <= 250 THEN "
                + $"'old' ELSE 'new' END, {Ago("CASE WHEN i <= 250 THEN 91 + i ELSE i / 10 END")} FROM n",
            Token
        );
        await database.ExecuteAsync(
            $"{Numbers} INSERT INTO refresh_tokens (user_id, token_hash, expires_at) SELECT {Person}, 'h' || i, "
                + $"{Ago("CASE WHEN i <= 30 THEN 8 ELSE 6 END")} FROM n WHERE i <= 70",
            Token
        );
    }

    private Task<TestDatabase> OldNotesAsync(Engine engine, int count) =>
        OldNotes.CreateAsync(engine, server, count, Token);

    private async Task<TestDatabase> FamilyAsync(Engine engine, string action)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            $"""
            CREATE TABLE parents (id INTEGER PRIMARY KEY, made {(engine is Engine.Sqlite ? "TEXT" : "timestamp")});
            CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents (id) ON DELETE {action});
            CREATE TABLE grandchildren (id INTEGER PRIMARY KEY, child INTEGER REFERENCES children (id) ON DELETE SET NULL);
            INSERT INTO parents VALUES (1, '2020-01-01 00:00:00'), (2, '2030-01-01 00:00:00');
            INSERT INTO children VALUES (1, 1), (2, 1), (3, 2);
            INSERT INTO grandchildren VALUES (1, 1), (2, 2), (3, 2), (4, 3);
            """,
            Token
        );
        return database;
    }

    private sealed class Told(Action<RetentionResult> tell) : IProgress<RetentionResult>
    {
        public void Report(RetentionResult value) => tell(value);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
