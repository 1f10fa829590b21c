using Provisioning.Databases;
using Provisioning.IntegrationTests.Support;
using Provisioning.TestSystem;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>The commands that are printed run as they are printed.</summary>
public sealed class RestoreCommandTests(PostgreSqlServer server)
{
    private static readonly string Assembly = typeof(LadderSystem).Assembly.Location;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite, false)]
    [InlineData(Engine.PostgreSql, true)]
    public async Task The_restore_command_that_up_prints_brings_the_database_back(Engine engine, bool isEncrypted)
    {
        await using var folder = await BackupFolder.CreateAsync();
        // The name of the file looks like production.
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var url = engine is Engine.Sqlite ? $"sqlite:///{folder.Path("live.db")}" : database.Url;
        var options = $"--assembly {Assembly} --url {url}";
        if (engine is Engine.PostgreSql)
        {
            await folder.SucceedAsync($"db create --url {url}");
        }

        await folder.SucceedAsync($"up {options} --to 1");

        var up = await folder.RunAsync(
            $"up {options} --to 2 --backup-first --backup-to @repo{(isEncrypted ? " --key-file @key" : "")}",
            // Another one than that of --url.
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["DATABASE_URL"] = "sqlite:///other.db" }
        );
        Assert.True(up.ExitCode == 0, up.Errors);
        var back = up
            .Output.Split('\n')
            .Single(line => line.StartsWith("To go back: provision ", StringComparison.Ordinal));
        Assert.Equal(!isEncrypted, up.Output.Contains("The backup is not encrypted", StringComparison.Ordinal));
        var restored = await folder.SucceedAsync(back["To go back: provision ".Length..]);

        Assert.Equal(1, (long?)(await folder.JsonAsync($"status {options}"))["version"]);
        Assert.Contains(isEncrypted ? "repository." : ", not encrypted.", restored, StringComparison.Ordinal);
        if (engine is Engine.PostgreSql)
        {
            var drop = restored.Split('\n').Single(line => line.Contains("this drops it: ", StringComparison.Ordinal));
            await folder.SucceedAsync(drop[(drop.IndexOf(": provision ", StringComparison.Ordinal) + 12)..]);
            Assert.Empty(
                await database.RowsAsync(
                    $"SELECT datname FROM pg_database WHERE datname LIKE '{database.Name}_before%'",
                    Token
                )
            );
            Assert.Contains("provision roles apply --assembly", restored, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_killed_restore_has_left_on_the_server_goes_with_the_next_one()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var copy = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await folder.SucceedAsync($"init --system genesis --url {database.Url}");
        await folder.SucceedAsync($"backup create --system genesis --url {database.Url} --to @repo");
        var (left, used) = (ScratchName.New("restore"), ScratchName.New("restore"));
        await database.ExecuteAsync($"CREATE DATABASE {left}", Token);
        await using (await OpenNewAsync(database, used))
        {
            await folder.SucceedAsync($"restore --system genesis --url {copy.Url} --from @repo");

            Assert.Equal(
                [used],
                await database.RowsAsync(
                    $"SELECT datname FROM pg_database WHERE datname IN ('{left}', '{used}')",
                    Token
                )
            );
        }

        await database.ExecuteAsync($"DROP DATABASE IF EXISTS {used}", Token);
    }

    [Fact]
    public async Task A_set_of_PostgreSQL_is_looked_into_without_a_server_and_what_needs_one_is_not_called_damaged()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await folder.SucceedAsync($"init --system genesis --url {database.Url}");
        await folder.SucceedAsync($"backup create --system genesis --url {database.Url} --to @repo");

        await folder.SucceedAsync("backup verify --system genesis --from @repo --level 3");
        var said = await folder.FailAsync(3, "backup verify --system genesis --from @repo --level 4");

        Assert.Contains("Give one with --url", said, StringComparison.Ordinal);
        Assert.DoesNotContain("DAMAGED", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Signal.Int, 130)]
    [InlineData(Signal.Term, 143)]
    public async Task A_signal_ends_a_backup_that_waits_for_a_table(Signal signal, int code)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await folder.SucceedAsync($"init --system genesis --url {database.Url}");
        await using var other = await database.OpenAsync(Token);
        await using var held = await other.BeginTransactionAsync(Token);
        await using var command = other.CreateCommand();
        command.CommandText = "LOCK TABLE users IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync(Token);
        await using var process = ProvisionProcess.Start(
            folder.Words($"backup create --system genesis --url {database.Url} --to @repo"),
            new() { WorkingDirectory = folder.Root }
        );
        while (await database.RowsAsync("SELECT 1 FROM pg_locks WHERE NOT granted", Token) is [])
        {
            await Task.Delay(50, Token);
        }

        await process.SendAsync(signal);
        var run = await process.WaitAsync(Token);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains("`provision backup list --from ", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["repo.json"], folder.Files());
    }

    // Restores of other tests drop it as long as no connection is open.
    private static async Task<DatabaseSession> OpenNewAsync(TestDatabase database, string name)
    {
        while (true)
        {
            await database.ExecuteAsync($"CREATE DATABASE {name}", Token);
            try
            {
                return await Provisioning
                    .Engines.DatabaseUrl.Parse(database.Url.Replace(database.Name, name, StringComparison.Ordinal))
                    .OpenAsync(Token);
            }
            catch (ConnectionFailedException)
            {
                Token.ThrowIfCancellationRequested();
                await database.ExecuteAsync($"DROP DATABASE IF EXISTS {name}", Token);
            }
        }
    }
}
