using Provisioning.Backup.Stores;
using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Support.StoreCalls;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>Reading an object over a line that breaks.</summary>
public sealed class S3ReadTests : IAsyncDisposable
{
    private const int Part = 5 << 20;

    private static readonly byte[] Big = StoreTool.Content((2 * Part) + 1000, 2);

    private readonly OwnS3Server _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reading_goes_on_where_the_line_broke_and_is_never_short()
    {
        _server.Objects["pre/a"] = Big;
        await using var store = BackupStores.Open(_server.Url(), new HastyTime());
        foreach (var after in (int[])[0, 1, 100_000, Part, Big.Length - 1])
        {
            var broken = 0;
            _server.Fault = (action, _) => action is S3Action.Get && broken++ < 3 ? new S3Fault.Truncate(after) : null;

            Assert.Equal(Big, await GetAsync(store, "a"));
        }

        _server.Fault = (action, _) => action is S3Action.Get ? new S3Fault.Truncate(1000) : null;
        var error = await Assert.ThrowsAsync<BackupStoreException>(() => GetAsync(store, "a"));
        Assert.Equal(StoreProblem.Unreachable, error.Problem);
    }

    [Fact]
    public async Task An_object_that_becomes_another_while_it_is_read_is_an_error()
    {
        _server.Objects["pre/a"] = Big;
        _server.Fault = (action, at) => action is S3Action.Get && at == 1 ? new S3Fault.Truncate(1000) : null;
        await using var store = BackupStores.Open(_server.Url(), new HastyTime());
        await using var stream = await store.OpenAsync("a", Token);
        await stream.ReadExactlyAsync(new byte[1000], Token);
        _server.Objects["pre/a"] = [.. Big.Reverse()];

        var error = await Assert.ThrowsAsync<BackupStoreException>(async () =>
            await stream.CopyToAsync(Stream.Null, Token)
        );

        Assert.Contains("Cannot read s3://bucket/pre/a", error.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}
