using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>Writes and reads the repository's documents. A document has exactly one form as bytes; any other is
/// damage.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n",
    MaxDepth = 16
)]
[JsonSerializable(typeof(RepositoryInfo))]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(SealedReport))]
[JsonSerializable(typeof(PruneRecord))]
[JsonSerializable(typeof(HeadRecord))]
[JsonSerializable(typeof(LockRecord))]
internal sealed partial class RepositoryJson : JsonSerializerContext
{
    /// <summary>The document as bytes.</summary>
    public static byte[] Write<T>(T document, JsonTypeInfo<T> type) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(document, type), (byte)'\n'];

    /// <summary>Reads a document that may have been changed by others.</summary>
    /// <exception cref="BackupDamagedException">It is none, or not in its form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type, string what)
        where T : class
    {
        var document = ReadSealed(bytes, type, what);
        return bytes.SequenceEqual(Write(document, type))
            ? document
            : throw new BackupDamagedException($"{what} was changed since it was written.");
    }

    /// <summary>Reads a document whose bytes are verified, possibly written by an earlier version with fewer
    /// members.</summary>
    /// <exception cref="BackupDamagedException">It is none.</exception>
    public static T ReadSealed<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type)
                ?? throw new BackupDamagedException($"{what} is no document of a backup.");
        }
        catch (JsonException error)
        {
            throw new BackupDamagedException($"{what} is no document of a backup.", error);
        }
    }

    /// <summary>SHA-256 in hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads a stream whole.</summary>
    /// <exception cref="BackupDamagedException">It has more than that many bytes.</exception>
    public static async Task<byte[]> ReadAsync(Stream from, int most, string what, CancellationToken token)
    {
        using var to = new MemoryStream();
        var buffer = new byte[65_536];
        while (await from.ReadAsync(buffer, token) is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), token);
            if (to.Length > most)
            {
                throw new BackupDamagedException($"{what} has more than the {most:N0} bytes that it may have.");
            }
        }

        return to.ToArray();
    }
}
