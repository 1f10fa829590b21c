using Provisioning.Backup;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores.Directories;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>What an SQLite file may look like, and how it changes between backups.</summary>
public sealed class BackupPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(4096)]
    [InlineData(16384)]
    [InlineData(65536)]
    public async Task A_file_of_any_page_size_comes_back_as_it_was(int size)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync($"PRAGMA journal_mode = DELETE; PRAGMA page_size = {size}; VACUUM");

        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///copy.db");

        Assert.Equal(await folder.SnapshotAsync(), await folder.SnapshotAsync(folder.Path("copy.db")));
        Assert.Equal(new FileInfo(folder.Database).Length, new FileInfo(folder.Path("copy.db")).Length);
        await using var connection = await folder.OpenAsync(folder.Path("copy.db"));
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_size";
        Assert.Equal((long)size, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Backups_after_any_sequence_of_changes_restore_to_what_was_there_then()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var random = new Random(14);
        await folder.ExecuteAsync(
            "CREATE TABLE filler (id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX filler_text ON filler (text)"
        );
        var system = new Provisioning.Migrations.ToWow.ToWowSystem();
        var engine = BackupEngines.For(DatabaseUrl.Parse(folder.Url));
        var store = new DirectoryStore(folder.Repository);
        var keys = BackupKeyring.Of(BackupKey.Load(folder.KeyFile));
        var order = new BackupRequest("towow", new(system.Backup, system.Migrations.VersionTable))
        {
            IsIncremental = true,
        };
        var taken = new List<(BackupManifest Manifest, string Snapshot)>();

        for (var step = 0; step < (Ladder.IsFull ? 1000 : 40); step++)
        {
            await folder.ExecuteAsync(Change(random, step));
            var created = await new BackupCreation([store], keys, TimeProvider.System).RunAsync(engine, order, Token);
            Assert.Empty(created.Failures);
            taken.Add((created.Manifest, await folder.SnapshotAsync()));
        }

        var repository = await BackupRepository.OpenAsync(store, keys, Token);
        var check = new RestoreCheck(system.Migrations.VersionTable, []);
        foreach (var (manifest, snapshot) in taken)
        {
            var copy = folder.Path($"{manifest.Sequence}.db");
            await new BackupRestore(repository, check, TimeProvider.System).RunAsync(
                BackupEngines.For(DatabaseUrl.Parse($"sqlite:///{copy}")),
                manifest,
                newest: long.MaxValue,
                safetyCopy: null,
                Token
            );
            Assert.Equal(snapshot, await folder.SnapshotAsync(copy));
            File.Delete(copy);
            FaultTable.Add("B14 increments after random changes", "restored as it was");
        }
    }

    [Fact]
    public async Task A_part_is_put_together_a_few_leaves_at_a_time()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12) "
                + "SELECT i, randomblob(1000000) AS bytes FROM n"
        );
        var store = new DirectoryStore(folder.Repository);
        var keys = BackupKeyring.Of(BackupKey.Load(folder.KeyFile));
        var system = new Provisioning.Migrations.ToWow.ToWowSystem();
        var created = await new BackupCreation([store], keys, TimeProvider.System).RunAsync(
            BackupEngines.For(DatabaseUrl.Parse(folder.Url)),
            new("towow", new(system.Backup, system.Migrations.VersionTable)),
            Token
        );
        var repository = await BackupRepository.OpenAsync(store, keys, Token);
        var part = Assert.Single((await repository.ReadReportAsync(created.Manifest, Token)).Parts);

        using var whole = new MemoryStream();
        await new PageReader(repository, created.Manifest, part).CopyToAsync(whole, Token);
        using var inPieces = new MemoryStream();
        await new PageReader(repository, created.Manifest, part, leavesAtOnce: 1).CopyToAsync(inPieces, Token);

        Assert.True(part.Leaves!.Count > 2);
        Assert.True(whole.ToArray().AsSpan().SequenceEqual(inPieces.ToArray()));
    }

    [Fact]
    public async Task Pages_that_are_forgotten_are_stored_once_more_and_no_page_is_lost()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var store = new DirectoryStore(folder.Path("pages"));
        var pages = Enumerable
            .Range(0, 6)
            .SelectMany(at => Enumerable.Repeat((byte)(at % 3), PageLayout.Page))
            .ToArray();

        async Task<long> StoredAsync(int mostRemembered)
        {
            await using var writer = new PageWriter(
                new Destinations([store]),
                key: null,
                PageLayout.Tagger(null),
                PageIndex.Empty,
                mostRemembered
            );
            await writer.WriteAsync(pages, Token);
            var part = await writer.FinishAsync("file", Token);
            var leaf = writer.Written.Single(item => item.Name == PageLayout.LeafName(part.Leaves![0]));
            await using var from = await ContainerReader.OpenAsync(
                await store.OpenAsync(leaf.Name, Token),
                BackupKeyring.Of(),
                leaf.Name,
                PageLayout.MostLeafBytes,
                Token
            );
            using var bytes = new MemoryStream();
            await from.CopyToAsync(bytes, Token);
            var entries = PageLayout.ReadLeaf(bytes.ToArray(), leaf.Name);
            Assert.Equal(6, entries.Count);
            return entries.Select(entry => entry.At).Distinct().Count();
        }

        Assert.Equal(3, await StoredAsync(mostRemembered: 3));
        Assert.Equal(6, await StoredAsync(mostRemembered: 2));
    }

    [Fact]
    public async Task A_file_beyond_the_page_that_SQLite_locks_comes_back_as_it_was()
    {
        Assert.SkipUnless(Ladder.IsFull, "it writes a file of more than 1 GiB; PROVISIONING_FULL_FAULTS=1 runs it");
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE big (id INTEGER PRIMARY KEY, bytes BLOB)"
        );
        await folder.ExecuteAsync(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO big SELECT i, "
                + "randomblob(1000000) FROM n"
        );
        Assert.True(new FileInfo(folder.Database).Length > 0x40000000);

        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        await folder.SucceedAsync("restore --system towow --from @repo --key-file @key --into sqlite:///copy.db");

        Assert.Equal(new FileInfo(folder.Database).Length, new FileInfo(folder.Path("copy.db")).Length);
    }

    [Theory]
    [InlineData("000")]
    [InlineData("077")]
    public async Task Nothing_that_a_backup_writes_can_be_read_by_others(string umask)
    {
        await using var folder = await BackupFolder.CreateAsync();
        Directory.CreateDirectory(folder.Path("tmp"));
        var command = new ProvisionOptions().Command([
            "backup",
            "create",
            "--system",
            "towow",
            "--url",
            folder.Url,
            "--to",
            folder.Repository,
            "--key-file",
            folder.KeyFile,
        ]);
        var start = Shell.Redirected([
            "sh",
            "-c",
            $"umask {umask}; exec \"$@\"",
            "sh",
            command.FileName,
            .. command.ArgumentList,
        ]);
        start.Environment["TMPDIR"] = folder.Path("tmp");
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);

        Assert.NotEmpty(folder.Files());
        Assert.All(folder.Files(), file =>
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(folder.Path("repository", file))
            )
        );
        Assert.All(
            Directory
                .EnumerateDirectories(folder.Repository, "*", SearchOption.AllDirectories)
                .Append(folder.Repository),
            path =>
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                    File.GetUnixFileMode(path)
                )
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path("tmp"), "provision-*"));

        await folder.SucceedAsync("restore --system towow --from @repo --key-file @key --into sqlite:///copy.db");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Path("copy.db")));
    }

    private static string Change(Random random, int step) =>
        random.Next(9) switch
        {
            0 => $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {random.Next(1, 3000)}) "
                + $"INSERT INTO filler (text) SELECT hex(randomblob(40)) FROM n",
            1 => $"UPDATE filler SET text = 'step {step}' WHERE id % {random.Next(2, 500)} = 0",
            2 => $"DELETE FROM filler WHERE id % {random.Next(2, 20)} = 0",
            3 => "VACUUM",
            4 => $"CREATE TABLE extra_{step} (id INTEGER PRIMARY KEY, text TEXT DEFAULT 'x'); INSERT INTO extra_{step} "
                + $"(text) VALUES ('one')",
            5 => $"PRAGMA journal_mode = {(random.Next(2) == 0 ? "WAL" : "DELETE")}",
            6 => $"PRAGMA journal_mode = DELETE; PRAGMA page_size = {1 << random.Next(9, 17)}; VACUUM",
            7 => $"PRAGMA auto_vacuum = {random.Next(3)}; VACUUM",
            _ => $"UPDATE agent_profiles SET name = 'step {step}'",
        };
}
