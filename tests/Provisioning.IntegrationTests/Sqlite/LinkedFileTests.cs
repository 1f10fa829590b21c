using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>Every command that makes, empties, replaces or deletes a file, where the path to it leads over symbolic
/// links, the file is another user's, or something of another database lies beside it.</summary>
public sealed class LinkedFileTests
{
    private static readonly string[] SqliteLogs = ["-wal", "-shm", "-journal"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_path_names_is_made_backed_up_emptied_replaced_and_dropped_and_every_link_stays()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var real = MakeLinks(folder);
        var links = Links(folder);
        var url = $"sqlite:///{folder.Path("folder/up.db")}";
        var system = $"--system towow --url {url}";

        await folder.SucceedAsync($"init {system} --sample-data");
        Assert.Equal([real], Databases(folder));
        var before = await folder.SnapshotAsync(real);
        await GiveAwayAsync(real);
        var status = await StatusAsync(real);
        var set = (string)(await folder.JsonAsync($"backup create {system} --to @repo"))["set"]!;
        await folder.SucceedAsync($"reset {system} --yes");
        Assert.Equal([status], await StatusesAsync(folder));
        Assert.NotEqual(before, await folder.SnapshotAsync(real));
        await folder.SucceedAsync($"restore {system} --from @repo --set {set} --force --yes");
        Assert.Equal(before, await folder.SnapshotAsync(real));
        await folder.ExecuteAsync("DELETE FROM demands", real);
        await folder.SucceedAsync($"restore {system} --from @repo --set {set} --table demands --force");
        Assert.Equal(before, await folder.SnapshotAsync(real));
        Assert.Contains("up.db", await folder.SucceedAsync($"db list --url {url}"), StringComparison.Ordinal);

        Assert.Equal([status], await StatusesAsync(folder));
        Assert.Equal([real], Databases(folder));
        await folder.SucceedAsync($"db drop --url {url} --yes");
        Assert.Empty(Databases(folder));
        Assert.Equal(links, Links(folder));
    }

    [Theory]
    [InlineData("db create --url @url")]
    [InlineData("init --system towow --url @url")]
    [InlineData("up --system towow --url @url")]
    [InlineData("restore --system towow --url @url --from @repo")]
    [InlineData("restore --system towow --url @db --from @repo --into @url")]
    public async Task A_link_to_a_file_that_is_missing_is_where_the_file_is_made(string command)
    {
        await using var folder = await BackupFolder.CreateAsync();
        var real = MakeLinks(folder);
        var links = Links(folder);
        await BackUpForAsync(folder, command);

        await folder.SucceedAsync(
            command.Replace("@url", $"sqlite:///{folder.Path("folder/up.db")}", StringComparison.Ordinal)
        );

        Assert.Equal([real], Databases(folder));
        Assert.Equal(links, Links(folder));
    }

    [Theory]
    [InlineData("init --system towow --url @url")]
    [InlineData("up --system towow --url @url")]
    [InlineData("reset --system towow --url @url --yes")]
    [InlineData("restore --system towow --url @url --from @repo")]
    public async Task An_empty_file_keeps_its_owner_group_and_mode(string command)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await BackUpForAsync(folder, command);
        var file = folder.Path("empty.db");
        await File.WriteAllBytesAsync(file, [], Token);
        await GiveAwayAsync(file);
        var status = await StatusAsync(file);

        await folder.SucceedAsync(command.Replace("@url", $"sqlite:///{file}", StringComparison.Ordinal));

        Assert.Equal(status, await StatusAsync(file));
        Assert.True(new FileInfo(file).Length > 0);
    }

    [Theory]
    [InlineData("db create --url @url", false)]
    [InlineData("init --system towow --url @url", false)]
    [InlineData("init --system towow --url @url", true)]
    [InlineData("up --system towow --url @url", false)]
    [InlineData("restore --system towow --url @url --from @repo", false)]
    [InlineData("restore --system towow --url @url --from @repo", true)]
    public async Task A_log_of_another_database_beside_the_name_meets_no_new_one(string command, bool isEmpty)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await BackUpForAsync(folder, command);
        foreach (var mode in new[] { "WAL", "DELETE" })
        {
            var file = folder.Path($"{mode}.db");
            await LeaveLogAsync(folder, mode, file);
            if (isEmpty)
            {
                await File.WriteAllBytesAsync(file, [], Token);
            }

            await folder.SucceedAsync(command.Replace("@url", $"sqlite:///{file}", StringComparison.Ordinal));

            await using var connection = await folder.OpenAsync(file);
            await using var query = connection.CreateCommand();
            query.CommandText =
                "SELECT integrity_check || (SELECT count(*) FROM sqlite_master WHERE name = 'foreign_rows') "
                + "FROM pragma_integrity_check";
            Assert.Equal("ok0", await query.ExecuteScalarAsync(Token));
        }
    }

    [Theory]
    [InlineData(47, 1)]
    [InlineData(4096, 60000)]
    public async Task A_damaged_file_is_replaced_with_force_and_kept(int from, int length)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var before = await folder.SnapshotAsync();
        await using (var file = File.OpenWrite(folder.Database))
        {
            file.Position = from;
            file.Write(Enumerable.Repeat((byte)99, length).ToArray());
        }

        await GiveAwayAsync(folder.Database);
        var (bytes, status) = (
            await File.ReadAllBytesAsync(folder.Database, Token),
            await StatusAsync(folder.Database)
        );

        var refused = await folder.FailAsync(1, "restore --system towow --url @db --from @repo");
        var json = await folder.JsonAsync("restore --system towow --url @db --from @repo --force --yes");

        Assert.Contains("has content that is damaged", refused, StringComparison.Ordinal);
        var kept = (string)json["before"]!;
        Assert.Equal(bytes, await File.ReadAllBytesAsync(kept, Token));
        Assert.Equal(before, await folder.SnapshotAsync());
        Assert.Equal(status, await StatusAsync(folder.Database));
    }

    [Fact]
    public async Task A_reset_that_cannot_keep_the_owner_changes_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "root");
        await using var folder = await BackupFolder.CreateAsync();
        var before = await File.ReadAllBytesAsync(folder.Database, Token);
        Assert.True(await Shell.SucceedsAsync("chmod", "-R", "777", folder.Root));
        Assert.True(await Shell.SucceedsAsync("chown", "1234:2345", folder.Database));

        var reset = new ProvisionOptions().Command(["reset", "--system", "towow", "--url", folder.Url, "--yes"]);
        // A user who may write the folder and the file, and may not give a file to another.
        var (exit, _, errors) = await Shell.FeedAsync(
            "",
            [
                .. (string[])["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
                reset.FileName,
                .. reset.ArgumentList,
            ]
        );

        Assert.Equal(4, exit);
        Assert.Contains("was not emptied: it belongs to another user", errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.Database, Token));
        Assert.Equal(["backup.key", "data.db"], Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order());
    }

    private static async Task BackUpForAsync(BackupFolder folder, string command)
    {
        if (command.StartsWith("restore ", StringComparison.Ordinal))
        {
            await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        }
    }

    // The file is real/a.db in a folder to which another leads.
    private static string MakeLinks(BackupFolder folder)
    {
        var deep = Directory.CreateDirectory(folder.Path("deep", "inside")).FullName;
        var real = Path.Combine(Directory.CreateDirectory(folder.Path("deep", "real")).FullName, "a.db");
        Directory.CreateSymbolicLink(folder.Path("folder"), deep);
        File.CreateSymbolicLink(Path.Combine(deep, "up.db"), "../real/link.db");
        File.CreateSymbolicLink(folder.Path("deep", "real", "link.db"), real);
        return real;
    }

    private static string[] Links(BackupFolder folder) =>
        [
            .. Directory
                .EnumerateFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path).LinkTarget is not null)
                .Select(path => $"{path} -> {new FileInfo(path).LinkTarget}")
                .Order(StringComparer.Ordinal),
        ];

    // Whatever lies in the folders, but for links.
    private static string[] Databases(BackupFolder folder) =>
        [
            .. Directory
                .EnumerateFiles(folder.Path("deep"), "*", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path).LinkTarget is null),
        ];

    private static async Task<string[]> StatusesAsync(BackupFolder folder) =>
        await Task.WhenAll(Databases(folder).Select(StatusAsync));

    private static Task<string> StatusAsync(string file) => Shell.OutputAsync("stat", "-c", "%u:%g %a", file);

    private static async Task GiveAwayAsync(string file)
    {
        TestFolder.SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        // Only root gives files away.
        await Shell.SucceedsAsync("chown", "1234:2345", file);
    }

    // A log with rows that SQLite would play back, without its database.
    private static async Task LeaveLogAsync(BackupFolder folder, string mode, string file)
    {
        var other = folder.Path($"other-{mode}.db");
        await using var connection = await folder.OpenAsync(other);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            PRAGMA journal_mode = {mode};
            CREATE TABLE foreign_rows (a);
            INSERT INTO foreign_rows SELECT randomblob(900) FROM generate_series(1, 500);
            PRAGMA cache_size = 2;
            BEGIN;
            UPDATE foreign_rows SET a = randomblob(900);
            """.Replace(
            "generate_series(1, 500)",
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i FROM n)",
            StringComparison.Ordinal
        );
        await command.ExecuteNonQueryAsync(Token);
        foreach (var suffix in SqliteLogs.Where(name => File.Exists(other + name)))
        {
            File.Copy(other + suffix, file + suffix);
        }

        Assert.True(new FileInfo(file + (mode is "WAL" ? "-wal" : "-journal")).Length > 10_000);
    }
}
