using Provisioning.IntegrationTests.Support;
using Provisioning.Security.Encryption;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>How QueryGPT's database behaves.</summary>
public sealed class QueryGptTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task What_belongs_to_a_user_goes_with_them_and_what_they_did_stays(Engine engine)
    {
        await using var database = await SampleAsync(engine);
        await database.ExecuteAsync(
            $"{On(engine)}INSERT INTO audit_logs (user_id, action) SELECT id, 'login' FROM users; DELETE FROM users",
            Token
        );

        Assert.Equal(
            ["0|0|0|0"],
            await database.RowsAsync(
                "SELECT (SELECT count(*) FROM connections), (SELECT count(*) FROM models), (SELECT count(*) FROM "
                    + "conversations), (SELECT count(*) FROM messages)",
                Token
            )
        );
        Assert.Equal(["NULL"], await database.RowsAsync("SELECT user_id FROM audit_logs", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_user_has_one_prompt_of_a_type_and_the_defaults_any_number(Engine engine)
    {
        await using var database = await SampleAsync(engine);
        await database.ExecuteAsync(
            "INSERT INTO prompts (name, type) VALUES ('again', 'system'), ('once more', 'system')",
            Token
        );
        await database.ExecuteAsync(
            "INSERT INTO prompts (user_id, name, type) SELECT id, 'mine', 'system' FROM users",
            Token
        );

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.ExecuteAsync(
                "INSERT INTO prompts (user_id, name, type) SELECT id, 'mine too', 'system' FROM users",
                Token
            )
        );
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.ExecuteAsync("INSERT INTO users (email, hashed_password) SELECT email, 'x' FROM users", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_changed_row_says_when(Engine engine)
    {
        await using var database = await SampleAsync(engine);
        await database.ExecuteAsync("UPDATE users SET updated_at = '2020-01-01 00:00:00'", Token);

        await database.ExecuteAsync("UPDATE users SET display_name = 'other'", Token);

        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM users WHERE updated_at < '2021-01-01 00:00:00'", Token)
        );
    }

    [Fact]
    public async Task Titles_are_searched_through_their_index()
    {
        await using var database = await SampleAsync(Engine.PostgreSql);

        var plan = await database.RowsAsync(
            "SET enable_seqscan = off; EXPLAIN SELECT * FROM conversations WHERE to_tsvector('simple', title) @@ "
                + "to_tsquery('simple', 'region')",
            Token
        );
        var found = await database.RowsAsync(
            "SELECT title FROM conversations WHERE to_tsvector('simple', title) @@ to_tsquery('simple', 'region')",
            Token
        );

        Assert.Contains(plan, line => line.Contains("idx_conversations_title_search", StringComparison.Ordinal));
        Assert.Equal(["Sales by region"], found);
    }

    [Theory]
    [OnBothEngines]
    public async Task Passwords_and_keys_are_encrypted_by_the_key_that_was_given(Engine engine)
    {
        var key = EncryptionKey.Generate();
        await using var database = await SampleAsync(engine, key);

        var tokens = await database.RowsAsync(
            "SELECT password_encrypted FROM connections WHERE password_encrypted IS NOT NULL UNION ALL SELECT "
                + "api_key_encrypted FROM models WHERE api_key_encrypted IS NOT NULL",
            Token
        );
        var hash = Assert.Single(await database.RowsAsync("SELECT hashed_password FROM users", Token));

        Assert.Equal(
            ["reader-password", "sk-sample-not-a-real-key"],
            tokens.Select(token => ColumnCipher.For(token, key).Decrypt(token)).Order()
        );
        Assert.True(BCrypt.Net.BCrypt.Verify("querygpt-demo", hash));
    }

    private static string On(Engine engine) => engine is Engine.Sqlite ? "PRAGMA foreign_keys = ON; " : "";

    private async Task<TestDatabase> SampleAsync(Engine engine, EncryptionKey? key = null)
    {
        if (key is null)
        {
            return await TestDatabase.InitializedAsync("querygpt", engine, server, Token, "sample-data");
        }

        var database = await TestDatabase.CreateAsync(engine, server, Token);
        var options = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PROVISIONING_ENCRYPTION_KEY"] = key.Export(),
            },
        };
        var run = await ProvisionProcess.RunAsync(
            ["init", "--system", "querygpt", "--sample-data", "--url", database.Url],
            options,
            Token
        );
        Assert.Equal(0, run.ExitCode);
        return database;
    }
}
