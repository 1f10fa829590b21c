using System.Text;
using Provisioning.Backup;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Stores;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Support.StoreCalls;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>Servers that only look like S3 and keep the framing of a signed body as if it were the object: uploads come
/// without any, and what else they do is read back.</summary>
public sealed class CorruptingServerTests : IAsyncDisposable
{
    private readonly OwnS3Server _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100)]
    [InlineData((5 << 20) + 100)]
    public async Task Bodies_are_sent_as_they_are_and_signed_with_their_digest(int length)
    {
        await using var store = BackupStores.Open(_server.Url("&part-mib=5"), new HastyTime());

        await PutAsync(store, "a", StoreTool.Content(length, 1));

        Assert.Equal(StoreTool.Content(length, 1), _server.Objects["pre/a"]);
        Assert.All(_server.Bodies, body => Assert.Matches("^[0-9a-f]{64}$", body.Sha256));
        Assert.All(_server.Bodies, body =>
            Assert.DoesNotContain("aws-chunked", body.Encoding, StringComparison.Ordinal)
        );
        Assert.Equal(length > 5 << 20 ? 2 : 1, _server.Bodies.Count);
    }

    [Theory]
    [InlineData("\"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\"")]
    [InlineData("\"an-opaque-name\"")]
    [InlineData("plain")]
    [InlineData("W/\"00112233\"")]
    [InlineData("\"\"")]
    public async Task A_server_may_name_what_it_keeps_as_it_likes(string name)
    {
        _server.Fault = (_, _) => new S3Fault.Opaque(name);
        await using var store = BackupStores.Open(_server.Url("&part-mib=5"), new HastyTime());

        foreach (var length in (int[])[0, 100, (5 << 20) + 100])
        {
            await PutAsync(store, $"a{length}", StoreTool.Content(length, 1));

            Assert.Equal(StoreTool.Content(length, 1), _server.Objects[$"pre/a{length}"]);
        }
    }

    [Fact]
    public async Task A_server_that_frames_what_it_keeps_is_reported_as_damaged()
    {
        _server.Fault = (action, _) => action is S3Action.Put ? new S3Fault.Frame() : null;
        await using var store = BackupStores.Open(_server.Url(), new HastyTime());

        var error = await Assert.ThrowsAsync<BackupStoreException>(() =>
            PutAsync(store, "a", Encoding.ASCII.GetBytes("content"))
        );

        Assert.Equal(StoreProblem.Damaged, error.Problem);
        Assert.Contains("is not what it was sent", error.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Objects);
        Assert.Empty(await NamesAsync(store, ""));
        Assert.Equal(0, await store.CollectGarbageAsync(DateTimeOffset.MaxValue, Token));
    }

    [Fact]
    public async Task A_backup_reads_each_of_its_objects_back_once()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await using var store = BackupStores.Open(_server.Url(), new HastyTime());
        var system = new Provisioning.Migrations.ToWow.ToWowSystem();

        await new BackupCreation([store], BackupKeyring.Of(), TimeProvider.System).RunAsync(
            BackupEngines.For(DatabaseUrl.Parse(folder.Url)),
            new("towow", new(system.Backup, system.Migrations.VersionTable)),
            Token
        );

        var read = _server
            .Requests.Where(request => request.Action is S3Action.Get && _server.Objects.ContainsKey(request.Key))
            .ToList();
        Assert.Equal(_server.Objects.Keys.Order(), read.Select(request => request.Key).Order());
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}
