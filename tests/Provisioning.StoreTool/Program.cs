using System.Globalization;
using System.Security.Cryptography;
using Provisioning;
using Provisioning.Backup.Stores;

// A process of its own that does one thing to a store, for tests that kill it or let its system calls fail.
//   put STORE NAME BYTES SEED    writes an object, in pieces; says "done NAME"
//   get STORE NAME               says the SHA-256 of what is read back
//   list STORE                   says names and lengths
//   delete STORE NAME
//   probe FILE                   writes a file and flushes it as the runtime does; says "returned normally" or the
// exception
try
{
    return args switch
    {
        ["put", var store, var name, var bytes, var seed] => await PutAsync(store, name, Number(bytes), Number(seed)),
        ["get", var store, var name] => await GetAsync(store, name),
        ["list", var store] => await ListAsync(store),
        ["delete", var store, var name] => await DeleteAsync(store, name),
        ["probe", var file] => Probe(file),
        _ => 2,
    };
}
catch (ProvisioningException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static async Task<int> PutAsync(string text, string name, int bytes, int seed)
{
    var content = new byte[bytes];
    new Random(seed).NextBytes(content);
    await using var store = BackupStores.Open(text);
    await using (var upload = await store.CreateAsync(name, default))
    {
        foreach (var piece in content.Chunk(1 << 16))
        {
            await upload.WriteAsync(piece, default);
        }

        await upload.CompleteAsync(default);
    }

    await Console.Out.WriteLineAsync($"done {name}");
    return 0;
}

static async Task<int> GetAsync(string text, string name)
{
    await using var store = BackupStores.Open(text);
    await using var stream = await store.OpenAsync(name, default);
    await Console.Out.WriteLineAsync(Convert.ToHexStringLower(await SHA256.HashDataAsync(stream)));
    return 0;
}

static async Task<int> ListAsync(string text)
{
    await using var store = BackupStores.Open(text);
    await foreach (var found in store.ListAsync("", default))
    {
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{found.Name} {found.Bytes}"));
    }

    return 0;
}

static async Task<int> DeleteAsync(string text, string name)
{
    await using var store = BackupStores.Open(text);
    await store.DeleteAsync(name, default);
    return 0;
}

static int Probe(string path)
{
    using var file = File.Create(path);
    file.Write("probe"u8);
    try
    {
        file.Flush(flushToDisk: true);
        Console.WriteLine("returned normally");
        return 0;
    }
    catch (IOException error)
    {
        Console.WriteLine($"threw {error.Message}");
        return 1;
    }
}
