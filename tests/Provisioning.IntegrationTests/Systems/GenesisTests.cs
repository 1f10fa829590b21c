using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>How Genesis' database behaves.</summary>
public sealed class GenesisTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Rows_without_a_number_are_numbered_and_the_first_is_one(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("genesis", engine, server, Token);
        await database.ExecuteAsync(
            "INSERT INTO chat_messages (session_id, role, content) VALUES ('s', 'user', 'a'), ('s', 'assistant', 'b')",
            Token
        );
        await database.ExecuteAsync(
            "INSERT INTO chat_messages (id, session_id, role, content) VALUES (7, 's', 'user', 'its own')",
            Token
        );

        Assert.Equal(["1", "2", "7"], await database.RowsAsync("SELECT id FROM chat_messages ORDER BY id", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Names_of_one_thing_are_taken_once(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("genesis", engine, server, Token, "sample-data");

        foreach (
            var insert in (string[])
                [
                    "INSERT INTO users (username, email, password_hash) SELECT username, 'other@genesis.example', 'x' "
                        + "FROM users WHERE username = 'admin'",
                    "INSERT INTO users (username, email, password_hash) SELECT 'other', email, 'x' FROM users WHERE "
                        + "username = 'admin'",
                    "INSERT INTO chat_sessions (session_id) VALUES ('session_001')",
                    "INSERT INTO user_sessions (session_id, user_id) VALUES ('user_session_001', 'u')",
                    "INSERT INTO system_config (key, value) VALUES ('app.name', '1')",
                    "INSERT INTO api_logs (request_id, method, path, status_code) SELECT request_id, method, path, "
                        + "status_code FROM api_logs WHERE request_id = 'req_001'",
                ]
        )
        {
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
                database.ExecuteAsync(insert, Token)
            );
            Assert.Contains("unique constraint", refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task The_configuration_is_there_and_the_passwords_verify(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("genesis", engine, server, Token, "sample-data");

        var hashes = await database.RowsAsync("SELECT password_hash FROM users ORDER BY username", Token);

        Assert.Equal(["9"], await database.RowsAsync("SELECT count(*) FROM system_config", Token));
        Assert.True(BCrypt.Net.BCrypt.Verify("genesis-admin", hashes[0]));
        Assert.True(BCrypt.Net.BCrypt.Verify("genesis-demo", hashes[1]));
        Assert.False(BCrypt.Net.BCrypt.Verify("genesis-demo", hashes[0]));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_views_count_what_the_tables_hold(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("genesis", engine, server, Token);
        await database.ExecuteAsync("INSERT INTO chat_sessions (session_id) VALUES ('s')", Token);
        await database.ExecuteAsync(
            "INSERT INTO chat_messages (session_id, role, content) VALUES ('s', 'user', 'a'), ('s', 'assistant', "
                + "'b'), ('s', 'tool', 'c')",
            Token
        );
        await database.ExecuteAsync(
            "INSERT INTO api_logs (request_id, method, path, status_code) VALUES ('1', 'GET', '/', 200), ('2', 'GET', "
                + "'/', 200), ('3', 'GET', '/', 500)",
            Token
        );

        var session = await database.RowsAsync(
            "SELECT session_id, message_count, user_messages, assistant_messages FROM session_stats",
            Token
        );
        var api = await database.RowsAsync(
            "SELECT method, status_code, request_count, error_count FROM api_stats ORDER BY status_code",
            Token
        );

        Assert.Equal(["s|3|1|1"], session);
        Assert.Equal(["GET|200|2|0", "GET|500|1|1"], api);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_changed_row_says_when(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("genesis", engine, server, Token, "sample-data");
        foreach (var table in (string[])["users", "user_sessions", "chat_sessions", "system_config"])
        {
            await database.ExecuteAsync($"UPDATE {table} SET updated_at = '2020-01-01 00:00:00'", Token);
            await database.ExecuteAsync($"UPDATE {table} SET created_at = created_at", Token);

            Assert.Equal(
                ["0"],
                await database.RowsAsync($"SELECT count(*) FROM {table} WHERE updated_at < '2021-01-01'", Token)
            );
        }
    }
}
