using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>What backup and restore refuse, and that the target is as it was afterwards, byte by byte.</summary>
public sealed class BackupRefusalTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restore_over_something_is_refused_without_force_and_keeps_a_copy_with_it()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var backed = await folder.SnapshotAsync();
        await folder.ExecuteAsync("DELETE FROM agent_responses");
        var (before, bytes) = (await folder.SnapshotAsync(), await File.ReadAllBytesAsync(folder.Database, Token));

        var said = await folder.FailAsync(1, "restore --system towow --url @db --from @repo --key-file @key");
        Assert.Contains("--force", said, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(folder.Database, Token));

        var restored = await folder.JsonAsync("restore --system towow --url @db --from @repo --key-file @key --force");
        Assert.Equal(backed, await folder.SnapshotAsync());
        await folder.SucceedAsync(
            $"restore --system towow --from @repo --key-file @key --set {restored["safety_copy"]} --into "
                + $"sqlite:///before.db"
        );
        Assert.Equal(before, await folder.SnapshotAsync(folder.Path("before.db")));
        Assert.Empty(Directory.GetFiles(folder.Root, "*.partial"));
    }

    [Fact]
    public async Task A_set_of_a_later_version_than_the_migrations_know_is_refused()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync("""INSERT INTO "VersionInfo" ("Version") VALUES (999999)""");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");

        Assert.Contains(
            "version 999999",
            await folder.FailAsync(1, "restore --system towow --from @repo --into sqlite:///copy.db"),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(folder.Root, "copy.db*"));
    }

    [Fact]
    public async Task A_set_of_another_system_is_refused()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var created = await folder.JsonAsync("backup create --system towow --url @db --to @repo");

        await folder.FailAsync(1, "restore --system nova --from @repo --into sqlite:///copy.db");
        Assert.Contains(
            "--system towow",
            await folder.FailAsync(
                2,
                $"restore --system nova --from @repo --set {created["set"]} --into sqlite:///copy.db"
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_database_that_another_program_has_open_is_not_replaced()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var bytes = await File.ReadAllBytesAsync(folder.Database, Token);
        await using (await folder.OpenAsync())
        {
            var said = await folder.FailAsync(1, "restore --system towow --url @db --from @repo --force");

            Assert.Contains("has it open", said, StringComparison.Ordinal);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(folder.Database, Token));
            Assert.Empty(Directory.GetFiles(folder.Root, "*.partial"));
        }

        await folder.SucceedAsync("restore --system towow --url @db --from @repo --force");
    }

    [Fact]
    public async Task What_lies_beside_the_file_does_not_outlive_a_restore()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var before = await folder.SnapshotAsync();
        File.Delete(folder.Database);
        foreach (var suffix in new[] { "-wal", "-shm", "-journal" })
        {
            await File.WriteAllBytesAsync(folder.Database + suffix, [1, 2, 3], Token);
        }

        await folder.SucceedAsync("restore --system towow --url @db --from @repo");

        Assert.Equal([folder.Database], Directory.GetFiles(folder.Root, "data.db*"));
        Assert.Equal(before, await folder.SnapshotAsync());
    }

    [Fact]
    public async Task A_backup_with_a_key_and_one_without_do_not_mix()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        await folder.SucceedAsync("backup create --system towow --url @db --to @root/plain");

        Assert.Contains(
            "are encrypted",
            await folder.FailAsync(1, "backup create --system towow --url @db --to @repo"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Nothing in ",
            await folder.FailAsync(1, "backup create --system towow --url @db --to @root/plain --key-file @key"),
            StringComparison.Ordinal
        );
        // Somebody may have put a plain repository in the place of the encrypted one.
        Assert.Contains(
            "Nothing in ",
            await folder.FailAsync(
                1,
                "restore --system towow --from @root/plain --key-file @key --into sqlite:///copy.db"
            ),
            StringComparison.Ordinal
        );
        await folder.FailAsync(2, "backup create --system towow --url @db --to @root/third --encrypt");
        Assert.False(Directory.Exists(folder.Path("third")));
    }

    [Fact]
    public async Task A_key_that_lies_open_or_among_the_backups_is_refused()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        File.Copy(folder.KeyFile, folder.Path("repository", "backup.key"));
        File.Copy(folder.KeyFile, folder.Path("open.key"));
        File.SetUnixFileMode(folder.Path("open.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Contains(
            "Keep it elsewhere",
            await folder.FailAsync(2, "backup create --system towow --url @db --to @repo --key-file @repo/backup.key"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "chmod 600",
            await folder.FailAsync(1, "backup create --system towow --url @db --to @repo --key-file open.key"),
            StringComparison.Ordinal
        );
        await folder.FailAsync(1, "backup create --system towow --url @db --to @repo --key-file missing.key");
    }

    [Fact]
    public async Task A_repository_that_a_live_run_holds_is_left_alone_and_one_that_a_dead_run_held_is_not()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var boot = (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", Token)).Trim();
        var space = new FileInfo("/proc/self/ns/pid").LinkTarget;
        var start = (await File.ReadAllTextAsync("/proc/self/stat", Token)).Split(") ")[^1].Split(' ')[19];

        await LockAsync(Environment.MachineName, start);
        Assert.Contains(
            "--break-lock",
            await folder.FailAsync(5, "backup create --system towow --url @db --to @repo"),
            StringComparison.Ordinal
        );
        await folder.FailAsync(5, "backup prune --from @repo --keep-last 1 --apply");
        await folder.FailAsync(5, "backup gc --from @repo");
        // Readers need no lock.
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///copy.db");

        await LockAsync(Environment.MachineName, start, "another-boot", renewedAgo: TimeSpan.FromMinutes(10));
        await folder.FailAsync(5, "backup gc --from @repo");
        await LockAsync(Environment.MachineName, start, "another-boot", machine: "another-machine");
        await folder.FailAsync(5, "backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --break-lock");

        await LockAsync(Environment.MachineName, start, "another-boot");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await LockAsync("renamed-since", "1");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        Assert.DoesNotContain(folder.Files(), file => file.StartsWith("locks", StringComparison.Ordinal));

        async Task LockAsync(
            string host,
            string started,
            string? otherBoot = null,
            TimeSpan? renewedAgo = null,
            string? machine = null
        )
        {
            var own = File.Exists("/etc/machine-id") ? await File.ReadAllTextAsync("/etc/machine-id", Token) : "";
            var record = new JsonObject
            {
                ["host"] = host,
                ["boot"] = otherBoot ?? $"{boot} {space}",
                ["process"] = Environment.ProcessId,
                ["process_start"] = long.Parse(started, CultureInfo.InvariantCulture),
                ["what"] = "create",
                ["since"] = "2026-01-16T08:00:00+00:00",
                ["machine"] = machine ?? own.Trim(),
                ["renewed"] = DateTimeOffset.UtcNow - (renewedAgo ?? TimeSpan.FromHours(1)),
            };
            Directory.CreateDirectory(folder.Path("repository", "locks"));
            await File.WriteAllTextAsync(
                folder.Path("repository", "locks", "00000000.json"),
                record.ToJsonString(),
                Token
            );
        }
    }

    [Fact]
    public async Task A_prune_that_keeps_nothing_is_refused_and_one_before_a_damaged_newest_set_too()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");

        await folder.FailAsync(2, "backup prune --from @repo --apply");
        var newest = (await folder.JsonAsync("backup list --from @repo"))["sets"]!.AsArray()[^1]!["set"];
        await File.AppendAllTextAsync(folder.Path("repository", "sets", $"{newest}", "report.dbk"), "x", Token);
        var files = folder.Files();

        Assert.Contains(
            "Nothing was pruned",
            await folder.FailAsync(7, "backup prune --from @repo --keep-last 1 --apply"),
            StringComparison.Ordinal
        );
        Assert.Equal(files, folder.Files());
    }

    [Fact]
    public async Task A_target_without_room_is_refused_with_how_much_is_wanted()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var small = folder.Path("small");
        Directory.CreateDirectory(small);
        Assert.SkipUnless(
            (await MountAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small)) == 0,
            "mounting a small disk needs root"
        );
        try
        {
            var said = await folder.FailAsync(1, "restore --system towow --from @repo --into sqlite:///small/copy.db");

            Assert.Contains("bytes", said, StringComparison.Ordinal);
            Assert.Contains("Make room", said, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(small));
        }
        finally
        {
            await MountAsync("umount", small);
        }
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_not_backed_up()
    {
        await using var folder = await BackupFolder.CreateAsync();

        Assert.Contains(
            "no database",
            await folder.FailAsync(4, "backup create --system towow --url sqlite:///missing.db --to @repo"),
            StringComparison.Ordinal
        );
        await folder.FailAsync(1, "restore --system towow --from @root/nowhere --into sqlite:///copy.db");
        await folder.FailAsync(2, "backup create --system towow --url @db");
        await folder.FailAsync(2, "backup list");
    }

    [Fact]
    public async Task An_increment_of_a_postgresql_database_is_refused_with_the_command_that_makes_one()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var repository = Path.Combine(Path.GetTempPath(), $"test_{Guid.NewGuid():N}");

        var run = await ProvisionProcess.RunAsync(
            Token,
            "backup",
            "create",
            "--system",
            "towow",
            "--url",
            database.Url,
            "--to",
            repository,
            "--incremental"
        );

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("provision backrest backup --incremental", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(repository));
    }

    private static async Task<int> MountAsync(params string[] command)
    {
        if (!Shell.Has(command[0]))
        {
            return -1;
        }

        using var process = Process.Start(Shell.Redirected(command))!;
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }
}
