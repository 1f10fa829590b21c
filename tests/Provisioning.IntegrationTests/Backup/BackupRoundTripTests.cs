using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>An SQLite file backed up and brought back, through the command line.</summary>
public sealed class BackupRoundTripTests
{
    public static TheoryData<string> Systems => ["towow", "querygpt", "genesis", "nova", "vibesurf"];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task A_system_is_backed_up_lost_and_brought_back(string system)
    {
        await using var folder = await BackupFolder.CreateAsync(system);
        var before = await folder.SnapshotAsync();

        var created = await folder.JsonAsync(
            $"backup create --system {system} --url @db --to @repo --key-file @key --tag daily"
        );
        File.Delete(folder.Database);
        var restored = await folder.JsonAsync($"restore --system {system} --url @db --from @repo --key-file @key");

        Assert.Equal("OK", (string?)created["status"]);
        Assert.Equal((string?)created["set"], (string?)restored["set"]);
        Assert.Equal((long?)created["rows"], (long?)restored["rows"]);
        Assert.Equal(before, await folder.SnapshotAsync());
        await folder.SucceedAsync($"check --system {system} --url @db");
        await folder.SucceedAsync($"backup verify --system {system} --url @db --from @repo --key-file @key --level 4");
    }

    [Fact]
    public async Task A_backup_without_a_key_needs_none_to_be_read()
    {
        await using var folder = await BackupFolder.CreateAsync();

        var said = await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///copy.db");

        Assert.Contains("not encrypted", said, StringComparison.Ordinal);
        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("copy.db")));
        await folder.SucceedAsync("backup verify --system towow --url @db --from @repo --level 4");
    }

    [Fact]
    public async Task A_passphrase_does_what_a_key_does()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await File.WriteAllTextAsync(
            folder.Path("words"),
            "correct horse battery staple\n",
            TestContext.Current.CancellationToken
        );
        File.SetUnixFileMode(folder.Path("words"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await folder.SucceedAsync(
            "backup create --system towow --url @db --to @repo --passphrase-file words --encrypt"
        );
        await folder.SucceedAsync(
            "backup create --system towow --url @db --to @repo --passphrase-file words --incremental"
        );
        await folder.SucceedAsync(
            "restore --system towow --from @repo --passphrase-file words --into sqlite:///copy.db"
        );

        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("copy.db")));
        Assert.Contains(
            "passphrase",
            await folder.FailAsync(6, "restore --system towow --from @repo --key-file @key --into sqlite:///other.db"),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(folder.Path("other.db")));
    }

    [Fact]
    public async Task What_a_writer_in_WAL_mode_has_committed_is_in_the_backup()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync("PRAGMA journal_mode = WAL");
        await using var writer = await folder.OpenAsync();
        await using var command = writer.CreateCommand();
        command.CommandText =
            "CREATE TABLE extra (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO extra VALUES (1, 'in the log only')";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.True(new FileInfo($"{folder.Database}-wal").Length > 0);

        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///copy.db");

        Assert.Contains(
            "in the log only",
            await folder.SnapshotAsync(folder.Path("copy.db")),
            StringComparison.Ordinal
        );
        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("copy.db")));
    }

    [Fact]
    public async Task An_incremental_backup_stores_what_has_changed_and_restores_by_itself()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                + "SELECT i, hex(randomblob(100)) AS text FROM n"
        );
        var first = await folder.JsonAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var before = await folder.SnapshotAsync();
        await folder.ExecuteAsync("UPDATE filler SET text = 'changed' WHERE i % 5000 = 0");

        var second = await folder.JsonAsync(
            "backup create --system towow --url @db --to @repo --key-file @key --incremental"
        );
        var third = await folder.JsonAsync(
            "backup create --system towow --url @db --to @repo --key-file @key --incremental"
        );

        Assert.Equal((string?)first["set"], (string?)second["parent"]);
        Assert.True(
            (long)second["stored_bytes"]! < (long)first["stored_bytes"]! / 10,
            $"{second["stored_bytes"]} of {first["stored_bytes"]}"
        );
        Assert.True((long)third["stored_bytes"]! < 30_000, $"{third["stored_bytes"]} where nothing had changed");
        await folder.SucceedAsync(
            $"restore --system towow --from @repo --key-file @key --set {first["set"]} --into sqlite:///first.db"
        );
        await folder.SucceedAsync(
            $"restore --system towow --from @repo --key-file @key --set {third["set"]} --into sqlite:///third.db"
        );
        Assert.Equal(before, await folder.SnapshotAsync(folder.Path("first.db")));
        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("third.db")));

        var full = await folder.JsonAsync("backup create --system towow --url @db --to @repo --key-file @key --full");
        Assert.Null(full["parent"]);
        Assert.True((long)full["stored_bytes"]! > (long)first["stored_bytes"]! * 9 / 10);
    }

    [Fact]
    public async Task Two_stores_get_the_same_set_and_each_restores_alone()
    {
        await using var folder = await BackupFolder.CreateAsync();

        await folder.SucceedAsync(
            "backup create --system towow --url @db --to @repo --to @root/second --key-file @key"
        );
        await folder.SucceedAsync(
            "backup create --system towow --url @db --to @repo --to @root/second --key-file @key --incremental"
        );
        var (here, there) = (
            await folder.JsonAsync("backup list --from @repo"),
            await folder.JsonAsync("backup list --from @root/second")
        );

        Assert.Equal(here["sets"]!.ToJsonString(), there["sets"]!.ToJsonString());
        Directory.Delete(folder.Repository, recursive: true);
        await folder.SucceedAsync(
            "restore --system towow --from @root/second --key-file @key --into sqlite:///copy.db"
        );
        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("copy.db")));
    }

    [Fact]
    public async Task A_store_that_fails_makes_the_set_degraded_and_the_other_store_has_it()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await File.WriteAllTextAsync(folder.Path("file"), "no folder", TestContext.Current.CancellationToken);

        var said = await folder.FailAsync(
            1,
            "backup create --system towow --url @db --to @repo --to @root/file/below --key-file @key"
        );

        Assert.Contains("DEGRADED", said, StringComparison.Ordinal);
        Assert.Contains("file/below", said, StringComparison.Ordinal);
        await folder.SucceedAsync("backup verify --system towow --url @db --from @repo --key-file @key --level 4");
    }

    [Fact]
    public async Task Secrets_are_left_out_where_that_is_asked_for_down_to_the_bytes()
    {
        await using var folder = await BackupFolder.CreateAsync("querygpt");
        await folder.ExecuteAsync("UPDATE users SET hashed_password = 'VERYSECRETHASH' || id");

        var created = await folder.JsonAsync("backup create --system querygpt --url @db --to @repo --without-secrets");
        await folder.SucceedAsync("restore --system querygpt --from @repo --into sqlite:///copy.db");

        Assert.Contains("rows of refresh_tokens", created["omitted"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(
            "values of hashed_password of users",
            created["omitted"]!.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "VERYSECRETHASH",
            await File.ReadAllTextAsync(
                folder.Path("copy.db"),
                System.Text.Encoding.Latin1,
                TestContext.Current.CancellationToken
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "VERYSECRETHASH",
            await File.ReadAllTextAsync(
                folder.Database,
                System.Text.Encoding.Latin1,
                TestContext.Current.CancellationToken
            ),
            StringComparison.Ordinal
        );
        await folder.SucceedAsync("backup verify --system querygpt --url @db --from @repo --level 4");
    }

    [Fact]
    public async Task A_secret_column_that_does_not_exist_keeps_the_backup_from_being_made()
    {
        await using var folder = await BackupFolder.CreateAsync("querygpt");
        await folder.ExecuteAsync("ALTER TABLE users RENAME COLUMN hashed_password TO password_hash");

        var said = await folder.FailAsync(1, "backup create --system querygpt --url @db --to @repo --without-secrets");

        Assert.Contains("column hashed_password of users", said, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Files(), file => file.StartsWith("sets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_encrypted_value_is_no_value()
    {
        await using var folder = await BackupFolder.CreateAsync("vibesurf");
        var key = folder.Path("column.key");
        await folder.SucceedAsync($"keys new --to {key}");
        await folder.ExecuteAsync(
            "UPDATE credentials SET encrypted_value = ''; UPDATE llm_profiles SET encrypted_api_key = ''; UPDATE "
                + "voice_profiles SET encrypted_api_key = ''"
        );

        await folder.SucceedAsync("backup create --system vibesurf --url @db --to @repo");
        await folder.SucceedAsync(
            $"restore --system vibesurf --from @repo --into sqlite:///copy.db --column-key-file {key}"
        );
        await folder.SucceedAsync($"keys check --system vibesurf --url @db --key-file {key}");
    }

    [Fact]
    public async Task A_release_backup_is_taken_before_migrations_and_the_restore_command_is_printed()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("down --system towow --url @db --steps 1 --yes");
        var before = await folder.SnapshotAsync();

        var run = await folder.RunAsync("up --system towow --url @db --backup-first --backup-to @repo --key-file @key");

        Assert.True(run.ExitCode == 0, run.Errors);
        var list = await folder.JsonAsync("backup list --from @repo");
        Assert.Equal("release", (string?)list["sets"]![0]!["tags"]![0]);
        Assert.Contains(
            $"provision restore --system towow --url {folder.Url} --key-file {folder.KeyFile} --from "
                + $"{folder.Repository}",
            run.Output + run.Errors,
            StringComparison.Ordinal
        );
        await folder.SucceedAsync(
            $"restore --system towow --url @db --from @repo --key-file @key --set {list["sets"]![0]!["set"]} --force"
        );
        Assert.Equal(before, await folder.SnapshotAsync());
    }
}
