using Provisioning.Backup;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;
using Provisioning.Backup.Stores.Directories;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>A signal while a set is completed: each store has the whole set or none of it.</summary>
public sealed class InterruptedBackupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_manifest_that_the_store_takes_without_an_answer_keeps_its_objects()
    {
        await using var folder = await BackupFolder.CreateAsync();
        using var signal = new CancellationTokenSource();
        var store = new SilentStore(folder.Repository, signal, hangs: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAsync(folder, [store], signal.Token));

        await EnsureWholeAsync(folder, folder.Repository);
    }

    [Fact]
    public async Task A_signal_between_two_stores_lets_the_second_have_the_set_as_well()
    {
        await using var folder = await BackupFolder.CreateAsync();
        using var signal = new CancellationTokenSource();
        var second = folder.Path("second");

        await CreateAsync(
            folder,
            [new SilentStore(folder.Repository, signal, hangs: false), new DirectoryStore(second)],
            signal.Token
        );

        await EnsureWholeAsync(folder, folder.Repository);
        await EnsureWholeAsync(folder, second);
    }

    [Fact]
    public async Task A_second_store_that_hangs_has_nothing_of_it_and_the_first_has_it_whole()
    {
        await using var folder = await BackupFolder.CreateAsync();
        using var signal = new CancellationTokenSource();
        var (second, third) = (folder.Path("second"), folder.Path("third"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CreateAsync(
                folder,
                [
                    new DirectoryStore(folder.Repository),
                    new SilentStore(second, signal, hangs: true),
                    new DirectoryStore(third),
                ],
                signal.Token
            )
        );

        await EnsureWholeAsync(folder, folder.Repository);
        await EnsureWholeAsync(folder, second);
        Assert.Equal([Path.Combine(third, "repo.json")], Directory.GetFiles(third, "*", SearchOption.AllDirectories));
    }

    private static Task<CreatedBackup> CreateAsync(
        BackupFolder folder,
        IReadOnlyList<BackupStore> stores,
        CancellationToken token
    ) =>
        new BackupCreation(stores, BackupKeyring.Empty, TimeProvider.System).RunAsync(
            BackupEngines.For(DatabaseUrl.Parse(folder.Url)),
            new("towow", new(new(), new())),
            token
        );

    private static async Task EnsureWholeAsync(BackupFolder folder, string place)
    {
        var repository = await BackupRepository.OpenAsync(new DirectoryStore(place), BackupKeyring.Empty, Token);
        var set = Assert.Single(await repository.ListAsync(Token));
        var verification = new BackupVerification(
            repository,
            BackupEngines.For(DatabaseUrl.Parse(folder.Url)),
            check: null,
            TimeProvider.System
        );
        Assert.Empty((await verification.RunAsync(set.Manifest!, VerifyLevel.Decrypt, Token)).Found);
        Assert.DoesNotContain(Directory.GetFiles(place, "*", SearchOption.AllDirectories), file =>
            file.Contains("locks", StringComparison.Ordinal)
        );
    }

    // Takes the manifest; then the signal comes, and it may answer no more.
    private sealed class SilentStore(string path, CancellationTokenSource signal, bool hangs) : BackupStore
    {
        private readonly DirectoryStore _inner = new(path);

        public override string Location => _inner.Location;

        public override async Task<StoreUpload> CreateAsync(string name, string? tag, CancellationToken token) =>
            await _inner.CreateAsync(name, tag, token) is var upload
            && name.EndsWith("manifest.json", StringComparison.Ordinal)
                ? new SilentUpload(upload, signal, hangs)
                : upload;

        public override Task<Stream> OpenAsync(string name, CancellationToken token) => _inner.OpenAsync(name, token);

        public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken token) =>
            _inner.ListAsync(prefix, token);

        public override Task DeleteAsync(string name, CancellationToken token) => _inner.DeleteAsync(name, token);

        public override Task<int> CollectGarbageAsync(DateTimeOffset olderThan, CancellationToken token) =>
            _inner.CollectGarbageAsync(olderThan, token);

        public override ValueTask DisposeAsync() => _inner.DisposeAsync();
    }

    private sealed class SilentUpload(StoreUpload inner, CancellationTokenSource signal, bool hangs) : StoreUpload
    {
        public override Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token) =>
            inner.WriteAsync(bytes, token);

        public override async Task CompleteAsync(CancellationToken token)
        {
            await inner.CompleteAsync(CancellationToken.None);
            await signal.CancelAsync();
            if (hangs)
            {
                await Task.Delay(Timeout.Infinite, token);
            }
        }

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
