using Provisioning.Backup.Stores;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup.Stores;

/// <summary>A store on a disk that is full, may only be read, or goes away.</summary>
public sealed class DirectoryDiskTests : IAsyncLifetime
{
    private readonly string _disk = Path.Combine(Path.GetTempPath(), $"disk_{Guid.NewGuid():N}");
    private bool _isMounted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_disk);
        _isMounted =
            OperatingSystem.IsLinux()
            && await Shell.SucceedsAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", _disk);
    }

    [Fact]
    public async Task A_full_disk_is_reported_and_what_did_not_fit_is_gone()
    {
        SkipUnlessMounted();
        await using var store = BackupStores.Open(_disk);
        await PutAsync(store, "old", 1_000_000);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => PutAsync(store, "sets/new", 10_000_000));

        Assert.Equal(StoreProblem.Full, error.Problem);
        Assert.Contains(_disk, error.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal([new("old", 1_000_000)], await ListAsync(store));
        Assert.Empty(Directory.EnumerateFiles(_disk, ".*", SearchOption.AllDirectories));
        await PutAsync(store, "sets/new", 1_000_000);
    }

    [Fact]
    public async Task A_disk_that_may_only_be_read_is_reported_and_can_be_read()
    {
        SkipUnlessMounted();
        await using var store = BackupStores.Open(_disk);
        await PutAsync(store, "old", 1000);
        Assert.True(await Shell.SucceedsAsync("mount", "-o", "remount,ro", _disk));

        var writing = await Assert.ThrowsAsync<BackupStoreException>(() => PutAsync(store, "new", 1000));
        var deleting = await Assert.ThrowsAsync<BackupStoreException>(() => store.DeleteAsync("old", Token));

        Assert.Equal((StoreProblem.Refused, StoreProblem.Refused), (writing.Problem, deleting.Problem));
        Assert.Equal([new("old", 1000)], await ListAsync(store));
    }

    [Fact]
    public async Task A_folder_that_goes_away_while_it_is_written_to_is_reported()
    {
        await using var store = BackupStores.Open(Path.Combine(_disk, "store"));
        var upload = await store.CreateAsync("sets/new", Token);
        await upload.WriteAsync(new byte[1000], Token);
        Directory.Delete(Path.Combine(_disk, "store"), recursive: true);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => upload.CompleteAsync(Token));
        await upload.DisposeAsync();

        Assert.Equal(StoreProblem.Missing, error.Problem);
        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task A_folder_that_forbids_writing_is_reported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix's");
        Assert.SkipWhen(Environment.IsPrivilegedProcess && !Shell.Has("setpriv"), "root may write everywhere");
        TestFolder.SetMode(
            _disk,
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute
        );
        string[] under = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            : [];

        var run = await StoreTool.RunAsync(
            StoreTool.Command(["put", Path.Combine(_disk, "store"), "a", "1", "1"], under),
            Token
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Give this user the right to write there.", run.Errors, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
        {
            await Shell.SucceedsAsync("umount", _disk);
        }

        Directory.Delete(_disk, recursive: true);
    }

    private void SkipUnlessMounted() => Assert.SkipUnless(_isMounted, "only root on Linux can mount a small disk");

    private static async Task PutAsync(BackupStore store, string name, int bytes)
    {
        await using var upload = await store.CreateAsync(name, Token);
        foreach (var piece in StoreTool.Content(bytes, 1).Chunk(100_000))
        {
            await upload.WriteAsync(piece, Token);
        }

        await upload.CompleteAsync(Token);
    }

    private static async Task<List<(string, long)>> ListAsync(BackupStore store) =>
        await store.ListAsync("", Token).Select(found => (found.Name, found.Bytes)).ToListAsync(Token);
}
