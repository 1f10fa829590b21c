using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>VibeSurf's files, which its own runner knows by <c>user_version</c>.</summary>
public sealed class VibeSurfTests(PostgreSqlServer server)
{
    private const int Newest = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_says_its_version_the_way_the_application_does_up_and_down()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        for (var version = 1; version <= Newest; version++)
        {
            await RunAsync(database, "up", "--to", $"{version}");
            Assert.Equal([$"{version}"], await UserVersionAsync(database));
        }

        await RunAsync(database, "down", "--to", "3", "--yes");

        Assert.Equal(["3"], await UserVersionAsync(database));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_file_that_the_application_made_is_taken_on_from_where_it_stands(int version)
    {
        await using var database = await ApplicationFileAsync(version);
        await database.ExecuteAsync(
            "INSERT INTO tasks (task_id, session_id, task_description, llm_profile_name) VALUES ('1', 's', 'look', "
                + "'p')",
            Token
        );

        var status = await RunAsync(database, "status");
        var untouched = await database.TablesAsync(Token);
        var up = await RunAsync(database, "up");
        var check = await RunAsync(database, "check");

        Assert.Contains($"the database is at version {version}", status.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("VersionInfo", untouched);
        Assert.Equal((0, 0), (up.ExitCode, check.ExitCode));
        Assert.Equal(["8"], await UserVersionAsync(database));
        Assert.Equal(["look"], await database.RowsAsync("SELECT task_description FROM tasks", Token));
        if (version < Newest)
        {
            Assert.Equal(["8"], await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" """, Token));
        }
    }

    [Fact]
    public async Task A_file_whose_triggers_are_laid_out_on_more_lines_is_as_its_migrations_make_it()
    {
        await using var database = await ApplicationFileAsync(Newest);
        var triggers = await database.RowsAsync(
            "SELECT 'DROP TRIGGER ' || name || '; ' || replace(replace(sql, ' ', char(10) || '  '), 'UPDATE', "
                + "'update') FROM sqlite_master WHERE type = 'trigger'",
            Token
        );
        foreach (var sql in triggers)
        {
            await database.ExecuteAsync(sql, Token);
        }

        var up = await RunAsync(database, "up");
        var check = await RunAsync(database, "check");

        Assert.NotEmpty(triggers);
        Assert.Equal((0, 0), (up.ExitCode, check.ExitCode));
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(7, 8)]
    [InlineData(3, 5)]
    public async Task What_the_application_does_after_the_file_was_taken_over_is_taken_over_as_well(
        int first,
        int since
    )
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await RunAsync(database, "up", "--to", $"{since}");
        // As if provision had stopped at the first version, and the application had gone on.
        await database.ExecuteAsync(
            $"DELETE FROM VersionInfo WHERE Version > {first}; DELETE FROM provisioning_ledger WHERE version > {first}",
            Token
        );

        var status = await RunAsync(database, "status");
        var up = await RunAsync(database, "up");

        Assert.Contains($"the database is at version {since}", status.Output, StringComparison.Ordinal);
        Assert.Equal(0, up.ExitCode);
        Assert.Equal(["8"], await UserVersionAsync(database));
        if (since < Newest)
        {
            Assert.Equal(["8"], await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" """, Token));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_file_whose_tables_came_from_the_models_is_refused_and_left_as_it_was(int version)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            $"CREATE TABLE tasks (task_id VARCHAR(36) NOT NULL PRIMARY KEY, status VARCHAR(9) NOT NULL); PRAGMA "
                + $"user_version = {version}",
            Token
        );

        var up = await RunAsync(database, "up");

        Assert.Equal(1, up.ExitCode);
        Assert.Contains("made from the application's models", up.Errors, StringComparison.Ordinal);
        Assert.Equal(["tasks"], await database.TablesAsync(Token));
        Assert.Equal([$"{version}"], await UserVersionAsync(database));
    }

    [Fact]
    public async Task A_file_of_a_version_to_come_is_refused()
    {
        await using var database = await ApplicationFileAsync(Newest);
        await database.ExecuteAsync("PRAGMA user_version = 9", Token);

        var up = await RunAsync(database, "up");

        Assert.Equal(1, up.ExitCode);
        Assert.Contains("8 is the newest known here", up.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Changed_rows_say_when(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await RunAsync(database, "up");
        await database.ExecuteAsync(
            "INSERT INTO credentials (id, key_name, updated_at) VALUES ('1', 'K', '2020-01-01 00:00:00')",
            Token
        );

        await database.ExecuteAsync("UPDATE credentials SET description = 'd'", Token);

        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM credentials WHERE updated_at < '2021-01-01 00:00:00'", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task Its_keys_are_encrypted_as_the_application_reads_them_on_the_machine(Engine engine)
    {
        Assert.SkipUnless(
            await Shell.SucceedsAsync("python3", "-c", "import cryptography"),
            "Python's cryptography is not here: apt-get install python3-cryptography."
        );
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var workspace = Directory.CreateTempSubdirectory("vibesurf-");
        Directory.CreateDirectory(Path.Combine(workspace.FullName, "telemetry"));
        await File.WriteAllTextAsync(Path.Combine(workspace.FullName, "telemetry", "userid"), "0197-somebody", Token);
        var options = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["VIBESURF_WORKSPACE"] = workspace.FullName,
            },
        };
        Assert.Equal(
            0,
            (
                await ProvisionProcess.RunAsync(
                    ["init", "--sample-data", "--system", "vibesurf", "--url", database.Url],
                    options,
                    Token
                )
            ).ExitCode
        );

        var stored = await database.RowsAsync(
            "SELECT encrypted_value FROM credentials UNION ALL SELECT encrypted_api_key FROM llm_profiles WHERE "
                + "is_default",
            Token
        );
        var read = await PythonAsync(stored);

        Assert.Equal("composio-sample-not-a-real-key sk-sample-not-a-real-key", read);
        workspace.Delete(recursive: true);
    }

    // The application's scheme: PBKDF2 over the address of the network card, or the user id where there is none.
    private static async Task<string> PythonAsync(IReadOnlyList<string> stored)
    {
        const string program = """
            import base64, glob, hashlib, sys
            from cryptography.fernet import Fernet, InvalidToken
            machines = [open(f).read().strip() for f in glob.glob('/sys/class/net/*/address')] + ['0197-somebody']
            keys = [base64.urlsafe_b64encode(hashlib.pbkdf2_hmac('sha256', m.encode(), b'vibesurf_warmshao_2025', 100000)) for m in machines]
            def read(text):
                for key in keys:
                    try: return Fernet(key).decrypt(base64.urlsafe_b64decode(text)).decode()
                    except InvalidToken: pass
            print(*[read(text) for text in sys.argv[1:]])
            """;
        return await Shell.OutputAsync(["python3", "-c", program, .. stored]);
    }

    [Fact]
    public async Task On_PostgreSQL_too_a_change_is_written_down_in_UTC()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await RunAsync(database, "up");

        await database.ExecuteAsync(
            "SET TIME ZONE 'Asia/Tokyo'; INSERT INTO credentials (id, key_name) VALUES ('1', 'K'); UPDATE credentials "
                + "SET description = 'd'",
            Token
        );

        Assert.Equal(
            ["1"],
            await database.RowsAsync(
                "SELECT count(*) FROM credentials WHERE abs(extract(epoch FROM updated_at - created_at)) < 60",
                Token
            )
        );
    }

    // What the application leaves: the structure and the number, and nothing of ours.
    private async Task<TestDatabase> ApplicationFileAsync(int version)
    {
        var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await RunAsync(database, "up", "--to", $"{version}");
        await database.ExecuteAsync(
            """DROP TABLE "VersionInfo"; DROP TABLE provisioning_ledger; DROP TABLE provisioning_history""",
            Token
        );
        return database;
    }

    private static Task<IReadOnlyList<string>> UserVersionAsync(TestDatabase database) =>
        database.RowsAsync("PRAGMA user_version", Token);

    private static Task<ProvisionRun> RunAsync(TestDatabase database, params string[] arguments) =>
        ProvisionProcess.RunAsync(Token, [.. arguments, "--system", "vibesurf", "--url", database.Url]);
}
