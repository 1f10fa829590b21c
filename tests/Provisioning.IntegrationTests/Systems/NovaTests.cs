using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>Nova where there is an <c>auth</c> schema, as on Supabase.</summary>
public sealed class NovaTests(PostgreSqlServer server)
{
    private const string Ada = "00000000-0000-0000-0000-00000000000a";
    private const string Bob = "00000000-0000-0000-0000-00000000000b";

    private const string Auth = $"""
        CREATE SCHEMA auth;
        CREATE TABLE auth.users (id uuid PRIMARY KEY);
        CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $f$SELECT current_setting('request.uid', true)::uuid$f$;
        INSERT INTO auth.users VALUES ('{Ada}'), ('{Bob}');
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everyone_sees_and_writes_their_own_rows_only()
    {
        await using var database = await WithUsersAsync();
        var role = $"{database.Name}_app";
        await database.ExecuteAsync(
            $"""
            INSERT INTO projects (user_id, name) VALUES ('{Ada}', 'hers'), ('{Bob}', 'his');
            INSERT INTO artifacts (id, user_id) VALUES ('{Ada}', '{Ada}'), ('{Bob}', '{Bob}');
            INSERT INTO artifact_contents (artifact_id, index, type, title) VALUES ('{Ada}', 1, 'text', 'hers'), ('{Bob}', 1, 'code', 'his');
            CREATE ROLE {role}; GRANT USAGE ON SCHEMA public, auth TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
            """,
            Token
        );
        var asAda = $"SET ROLE {role}; SET request.uid = '{Ada}'; ";

        try
        {
            Assert.Equal(["hers"], await database.RowsAsync($"{asAda}SELECT name FROM projects", Token));
            Assert.Equal(["hers"], await database.RowsAsync($"{asAda}SELECT title FROM artifact_contents", Token));
            Assert.Equal(
                ["0"],
                await database.RowsAsync(
                    $"{asAda}WITH gone AS (DELETE FROM projects WHERE name = 'his' RETURNING 1) SELECT count(*) FROM "
                        + $"gone",
                    Token
                )
            );
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                database.ExecuteAsync($"{asAda}INSERT INTO projects (user_id, name) VALUES ('{Bob}', 'forged')", Token)
            );
            Assert.Equal("42501", refused.SqlState);
        }
        finally
        {
            await database.ExecuteAsync($"RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}", Token);
        }
    }

    [Fact]
    public async Task The_moment_of_a_change_is_never_the_one_that_the_statement_sets()
    {
        await using var database = await WithUsersAsync();
        await database.ExecuteAsync($"INSERT INTO projects (user_id, name) VALUES ('{Ada}', 'hers')", Token);

        await database.ExecuteAsync("UPDATE projects SET updated_at = '2001-01-01'", Token);

        Assert.Equal(["True"], await database.RowsAsync("SELECT updated_at > '2002-01-01' FROM projects", Token));
    }

    [Fact]
    public async Task The_rows_go_with_their_user()
    {
        await using var database = await WithUsersAsync();
        await database.ExecuteAsync(
            $"INSERT INTO projects (user_id, name) VALUES ('{Ada}', 'hers'); DELETE FROM auth.users WHERE id = '{Ada}'",
            Token
        );

        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM projects", Token));
    }

    [Fact]
    public async Task Rolling_back_takes_policies_and_keys_away()
    {
        await using var database = await WithUsersAsync();

        var down = await ProvisionProcess.RunAsync(
            Token,
            "down",
            "--to",
            "7",
            "--system",
            "nova",
            "--url",
            database.Url,
            "--yes"
        );
        var left = await database.RowsAsync(
            "SELECT (SELECT count(*) FROM pg_policies), (SELECT count(*) FROM pg_constraint WHERE confrelid = "
                + "'auth.users'::regclass)",
            Token
        );
        var up = await ProvisionProcess.RunAsync(Token, "up", "--system", "nova", "--url", database.Url);

        Assert.Equal((0, 0), (down.ExitCode, up.ExitCode));
        Assert.Equal(["0|0"], left);
        Assert.Equal(
            ["45|11"],
            await database.RowsAsync(
                "SELECT (SELECT count(*) FROM pg_policies), (SELECT count(*) FROM pg_constraint WHERE confrelid = "
                    + "'auth.users'::regclass)",
                Token
            )
        );
    }

    [Fact]
    public async Task A_check_goes_by_the_platform_and_leaves_out_what_is_the_platforms()
    {
        await using var database = await WithUsersAsync();
        await database.ExecuteAsync("CREATE TABLE auth.sessions (id uuid PRIMARY KEY)", Token);

        var alike = await ProvisionProcess.RunAsync(Token, "check", "--system", "nova", "--url", database.Url);
        await database.ExecuteAsync("DROP POLICY \"Users can view own tags\" ON tags", Token);
        var changed = await ProvisionProcess.RunAsync(Token, "check", "--system", "nova", "--url", database.Url);

        Assert.True(alike.ExitCode == 0, alike.Output + alike.Errors);
        Assert.Equal(3, changed.ExitCode);
        Assert.Contains("1 part missing, 0 parts too many", changed.Output, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> WithUsersAsync()
    {
        var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(Auth, Token);
        var run = await ProvisionProcess.RunAsync(Token, "up", "--system", "nova", "--url", database.Url);
        Assert.Equal(0, run.ExitCode);
        return database;
    }
}
