using Provisioning.Backup.Format;

namespace Provisioning.Backup.Tests.Format;

/// <summary>Seals and opens bytes at hand.</summary>
internal static class Sealed
{
    /// <summary>Whether every fault is tried as often as it is meant to be, rather than a tenth of that.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("PROVISIONING_FULL_FAULTS") is "1";

    /// <summary>A container with the bytes in it.</summary>
    public static async Task<byte[]> SealAsync(byte[] plain, BackupKey? key, bool isCompressed, byte[]? salt = null)
    {
        using var to = new MemoryStream();
        await using var writer = await ContainerWriter.BeginAsync(to, key, isCompressed, salt, CancellationToken.None);
        await writer.Payload.WriteAsync(plain, CancellationToken.None);
        await writer.FinishAsync(CancellationToken.None);
        return to.ToArray();
    }

    /// <summary>What is in a container.</summary>
    public static async Task<byte[]> OpenAsync(byte[] container, BackupKeyring keys, long most = long.MaxValue)
    {
        using var to = new MemoryStream();
        await using var reader = await ContainerReader.OpenAsync(
            new MemoryStream(container),
            keys,
            "the container",
            most,
            CancellationToken.None
        );
        await reader.CopyToAsync(to, CancellationToken.None);
        return to.ToArray();
    }

    /// <summary>Whether the container is refused as damaged, or as sealed with another key, and not read.</summary>
    public static async Task<bool> IsRefusedAsync(byte[] container, BackupKeyring keys)
    {
        try
        {
            await OpenAsync(container, keys);
            return false;
        }
        catch (Exception error) when (error is BackupDamagedException or WrongKeyException)
        {
            return true;
        }
    }

    /// <summary>Bytes that compress to about the half.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        for (var at = 0; at < count; at++)
        {
            bytes[at] &= 0x0F;
        }

        return bytes;
    }
}
