using System.Text;
using Provisioning.Backup.Stores;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>What is particular to a store in a folder.</summary>
public sealed class DirectoryStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("000")]
    [InlineData("022")]
    [InlineData("077")]
    public async Task Files_and_folders_are_their_owners_alone_whatever_the_umask(string umask)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix's");

        var run = await StoreTool.RunAsync(
            StoreTool.Command(
                ["put", _folder.Path, "sets/a/x.dbk", "1000", "1"],
                ["sh", "-c", $"umask {umask}; exec \"$0\" \"$@\""]
            ),
            Token
        );

        Assert.True(run.ExitCode == 0, run.Errors);
        var folders = Directory
            .GetDirectories(_folder.Path, "*", SearchOption.AllDirectories)
            .Append(_folder.Path)
            .ToList();
        var file = Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(3, folders.Count);
        Assert.All(folders, folder =>
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                TestFolder.Mode(folder)
            )
        );
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, TestFolder.Mode(file));
    }

    [Fact]
    public async Task A_folder_that_was_there_keeps_its_mode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix's");
        const UnixFileMode mode =
            UnixFileMode.UserRead
            | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead
            | UnixFileMode.GroupExecute;
        Directory.CreateDirectory(_folder.Path);
        TestFolder.SetMode(_folder.Path, mode);

        await PutAsync("a");

        Assert.Equal(mode, TestFolder.Mode(_folder.Path));
    }

    [Fact]
    public async Task A_symbolic_link_in_the_store_is_refused_by_name_and_not_followed()
    {
        using var elsewhere = new TestFolder();
        Directory.CreateDirectory(elsewhere.Path);
        await File.WriteAllTextAsync(Path.Combine(elsewhere.Path, "secret"), "secret", Token);
        Directory.CreateDirectory(_folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "out"), elsewhere.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "file"), Path.Combine(elsewhere.Path, "secret"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "dangling"), Path.Combine(elsewhere.Path, "new"));
        await using var store = BackupStores.Open(_folder.Path);

        Func<Task>[] attempts =
        [
            () => store.OpenAsync("out/secret", Token),
            () => store.OpenAsync("file", Token),
            () => store.CreateAsync("out/new", Token),
            () => store.CreateAsync("dangling", Token),
            () => store.DeleteAsync("out/secret", Token),
            async () => await store.ListAsync("", Token).CountAsync(Token),
            () => store.CollectGarbageAsync(DateTimeOffset.MaxValue, Token),
        ];

        foreach (var attempt in attempts)
        {
            var error = await Assert.ThrowsAsync<BackupStoreException>(attempt);
            Assert.Contains("a symbolic link", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(elsewhere.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_is_unfinished_is_not_seen_and_goes_with_the_garbage_when_it_is_old_enough()
    {
        await using var store = BackupStores.Open(_folder.Path);
        await PutAsync("sets/a/x");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "sets/a/.unfinished-1"), "half", Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "sets/a/.hidden"), "not ours", Token);

        Assert.Equal(["sets/a/x"], await store.ListAsync("", Token).Select(found => found.Name).ToListAsync(Token));
        Assert.Equal(0, await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(-1), Token));
        Assert.Equal(1, await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(1), Token));
        Assert.Equal(
            [".hidden", "x"],
            Directory.EnumerateFiles(Path.Combine(_folder.Path, "sets/a")).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public async Task The_last_object_takes_its_folders_along()
    {
        await using var store = BackupStores.Open(_folder.Path);
        await PutAsync("sets/a/x");
        await PutAsync("sets/b/y");

        await store.DeleteAsync("sets/a/x", Token);

        Assert.Equal(
            ["b"],
            Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "sets")).Select(Path.GetFileName)
        );
        await store.DeleteAsync("sets/b/y", Token);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task It_knows_how_much_room_there_is_before_it_is_there()
    {
        await using var store = BackupStores.Open(Path.Combine(_folder.Path, "deeper"));

        Assert.InRange(Assert.NotNull(await store.FreeBytesAsync(Token)), 1, long.MaxValue);
        Assert.False(Directory.Exists(_folder.Path));
    }

    [Fact]
    public async Task Many_uploads_into_folders_that_come_and_go_all_arrive()
    {
        await using var store = BackupStores.Open(_folder.Path);

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(worker =>
                    Task.Run(
                        async () =>
                        {
                            for (var round = 0; round < 50; round++)
                            {
                                await PutAsync($"sets/{worker}/{round}");
                                await store.DeleteAsync($"sets/{worker}/{round}", Token);
                            }

                            await PutAsync($"sets/{worker}/last");
                        },
                        Token
                    )
                )
        );

        Assert.Equal(8, await store.ListAsync("sets/", Token).CountAsync(Token));
    }

    public void Dispose() => _folder.Dispose();

    private async Task PutAsync(string name)
    {
        await using var store = BackupStores.Open(_folder.Path);
        await using var upload = await store.CreateAsync(name, Token);
        await upload.WriteAsync(Encoding.UTF8.GetBytes(name), Token);
        await upload.CompleteAsync(Token);
    }
}
