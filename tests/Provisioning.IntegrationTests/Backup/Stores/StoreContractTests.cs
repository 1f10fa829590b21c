using System.Security.Cryptography;
using Provisioning.Backup.Stores;
using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Support.StoreCalls;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>Where a store keeps its objects.</summary>
public enum Shelf
{
    Folder,
    Swift,
    OwnServer,
}

/// <summary>What every store promises, on a folder, on a real S3 server and on our own.</summary>
public sealed class StoreContractTests(SwiftServer swift) : IAsyncDisposable
{
    private const int Part = 5 << 20;

    private readonly TestFolder _folder = new();
    private readonly OwnS3Server _own = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Shelf> Shelves => [.. Enum.GetValues<Shelf>()];

    public static TheoryData<Shelf, int> Lengths =>
        [
            .. from shelf in Enum.GetValues<Shelf>()
            from length in (int[])[0, 1, 65_536, Part - 1, Part, Part + 1, (2 * Part) + 7]
            select (shelf, length),
        ];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task An_object_of_any_length_comes_back_as_it_was(Shelf shelf, int length)
    {
        await using var store = await OpenAsync(shelf);
        var content = StoreTool.Content(length, length);

        await PutAsync(store, "sets/1/a.dbk", content);

        await using var stream = await store.OpenAsync("sets/1/a.dbk", Token);
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stream, Token));
        var listed = Assert.Single(await store.ListAsync("sets/1/", Token).ToListAsync(Token));
        Assert.Equal(("sets/1/a.dbk", length), (listed.Name, listed.Bytes));
        Assert.InRange(listed.Written, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    [Theory]
    [MemberData(nameof(Shelves))]
    public async Task Nothing_is_seen_before_it_is_complete_and_nothing_stays_of_what_never_is(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);

        foreach (var length in (int[])[10, Part + 10])
        {
            await using var upload = await store.CreateAsync("a", Token);
            await upload.WriteAsync(new byte[length], Token);
            Assert.Empty(await NamesAsync(store, ""));
            await Assert.ThrowsAsync<BackupStoreException>(() => store.OpenAsync("a", Token));
        }

        Assert.Empty(await NamesAsync(store, ""));
        Assert.Equal(0, await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(1), Token));
    }

    [Theory]
    [MemberData(nameof(Shelves))]
    public async Task An_object_is_never_overwritten(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);
        await PutAsync(store, "a", [1]);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => store.CreateAsync("a", Token));

        Assert.Equal(StoreProblem.Exists, error.Problem);
        Assert.Contains("never overwritten", error.Message, StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync(store, "a"));
    }

    // Swift cannot be told not to overwrite.
    [Theory]
    [InlineData(Shelf.Folder)]
    [InlineData(Shelf.OwnServer)]
    public async Task Of_two_that_write_one_name_at_once_one_fails(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);
        await using var first = await store.CreateAsync("a", Token);
        await using var second = await store.CreateAsync("a", Token);
        await first.WriteAsync(new byte[] { 1 }, Token);
        await second.WriteAsync(new byte[] { 2 }, Token);
        await first.CompleteAsync(Token);

        var error = await Assert.ThrowsAsync<BackupStoreException>(() => second.CompleteAsync(Token));

        Assert.Equal(StoreProblem.Exists, error.Problem);
        await second.DisposeAsync();
        Assert.Equal([1], await GetAsync(store, "a"));
    }

    [Theory]
    [MemberData(nameof(Shelves))]
    public async Task Names_are_listed_in_order_by_how_they_begin(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);
        string[] names = ["b", "a/2", "a/10", "a-1", "a/b/c", "ab", "A", "a/b.d"];
        foreach (var name in names)
        {
            await PutAsync(store, name, [1]);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync(store, ""));
        Assert.Equal(["a/10", "a/2", "a/b.d", "a/b/c"], await NamesAsync(store, "a/"));
        Assert.Equal(["a/b.d", "a/b/c"], await NamesAsync(store, "a/b"));
        Assert.Equal(["a/b/c"], await NamesAsync(store, "a/b/"));
        Assert.Empty(await NamesAsync(store, "none/"));
    }

    [Theory]
    [MemberData(nameof(Shelves))]
    public async Task What_is_deleted_is_gone_and_may_be_deleted_again(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);
        await PutAsync(store, "a/b", [1]);
        await PutAsync(store, "a/c", [2]);

        await store.DeleteAsync("a/b", Token);
        await store.DeleteAsync("a/b", Token);
        await store.DeleteAsync("no/such", Token);

        Assert.Equal(["a/c"], await NamesAsync(store, ""));
        var error = await Assert.ThrowsAsync<BackupStoreException>(() => store.OpenAsync("a/b", Token));
        Assert.Equal(StoreProblem.Missing, error.Problem);
        await PutAsync(store, "a/b", [3]);
        Assert.Equal([3], await GetAsync(store, "a/b"));
    }

    [Theory]
    [MemberData(nameof(Shelves))]
    public async Task A_name_that_could_lead_elsewhere_is_refused(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);
        string[] names =
        [
            "",
            ".",
            "..",
            "../a",
            "a/../b",
            "/a",
            "a/",
            "a//b",
            ".hidden",
            "a/.hidden",
            "a\\b",
            "a b",
            "a\nb",
            "a\0b",
            "ä",
            "C:a",
            "a?b",
            "a%2fb",
            new('a', 201),
            "~/a",
        ];

        foreach (var name in names)
        {
            await Assert.ThrowsAsync<BackupStoreException>(() => store.CreateAsync(name, Token));
            await Assert.ThrowsAsync<BackupStoreException>(() => store.OpenAsync(name, Token));
            await Assert.ThrowsAsync<BackupStoreException>(() => store.DeleteAsync(name, Token));
        }

        await Assert.ThrowsAsync<BackupStoreException>(() => NamesAsync(store, "../"));
        Assert.Empty(await NamesAsync(store, ""));
    }

    [Theory]
    [MemberData(nameof(Shelves))]
    public async Task Uploads_may_run_side_by_side(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);

        await Task.WhenAll(
            Enumerable
                .Range(1, 4)
                .Select(seed =>
                    Task.Run(() => PutAsync(store, $"sets/{seed}", StoreTool.Content(6_000_000, seed)), Token)
                )
        );

        for (var seed = 1; seed <= 4; seed++)
        {
            Assert.Equal(StoreTool.Content(6_000_000, seed), await GetAsync(store, $"sets/{seed}"));
        }
    }

    [Theory]
    [MemberData(nameof(Shelves))]
    public async Task A_caller_that_stops_waiting_leaves_nothing(Shelf shelf)
    {
        await using var store = await OpenAsync(shelf);
        using var stop = new CancellationTokenSource();
        await using (var upload = await store.CreateAsync("a", stop.Token))
        {
            await upload.WriteAsync(new byte[Part + 10], stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.CompleteAsync(stop.Token));
        }

        Assert.Empty(await NamesAsync(store, ""));
        Assert.Equal(0, await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(1), Token));
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _own.DisposeAsync();
    }

    private async Task<BackupStore> OpenAsync(Shelf shelf)
    {
        if (shelf is Shelf.Swift)
        {
            var (bucket, endpoint) = await swift.BucketAsync(Token);
            return BackupStores.Open($"s3://{bucket}/pre/fix?part-mib=5&endpoint={endpoint}", new HastyTime());
        }

        return shelf is Shelf.Folder
            ? BackupStores.Open(_folder.Path)
            : BackupStores.Open(_own.Url("&part-mib=5"), new HastyTime());
    }
}
