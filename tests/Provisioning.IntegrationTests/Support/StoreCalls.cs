using Provisioning.Backup.Stores;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Puts, gets and lists whole objects of a store.</summary>
internal static class StoreCalls
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task PutAsync(BackupStore store, string name, byte[] content, string? tag = null)
    {
        await using var upload = await store.CreateAsync(name, tag, Token);
        foreach (var piece in content.Chunk(1 << 20))
        {
            await upload.WriteAsync(piece, Token);
        }

        await upload.CompleteAsync(Token);
    }

    public static async Task<byte[]> GetAsync(BackupStore store, string name)
    {
        await using var stream = await store.OpenAsync(name, Token);
        var content = new MemoryStream();
        await stream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    public static async Task<List<string>> NamesAsync(BackupStore store, string prefix) =>
        await store.ListAsync(prefix, Token).Select(found => found.Name).ToListAsync(Token);
}
