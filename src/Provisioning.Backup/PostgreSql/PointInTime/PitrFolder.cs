using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Provisioning.Security.Files;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>The folder that a server can be brought back from to any moment: copies of its files, and its write-ahead
/// log since the first of them.</summary>
internal sealed class PitrFolder
{
    private const string About = "pitr.json";
    private const string AboutBase = "base.json";

    private PitrFolder(string path, PitrServer server) => (Path, Server) = (path, server);

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>The server that it is of.</summary>
    public PitrServer Server { get; }

    /// <summary>The write-ahead log.</summary>
    public WalArchive Wal => new(System.IO.Path.Combine(Path, "wal"), Server.SegmentSize);

    private string BasesPath => System.IO.Path.Combine(Path, "base");

    /// <summary>Whether the folder is one.</summary>
    public static bool Is(string path) => File.Exists(System.IO.Path.Combine(path, About));

    /// <summary>Makes the folder, or opens the one of the same server that is there.</summary>
    /// <exception cref="ProvisioningException">Something else is there.</exception>
    public static async Task<PitrFolder> CreateAsync(string path, PitrServer server, CancellationToken token)
    {
        if (Is(path))
        {
            var there = await OpenAsync(path, token);
            return there.Server.SystemId == server.SystemId
                ? there
                : throw new ProvisioningException(
                    $"{path} is of another server: its system identifier is {there.Server.SystemId}, and this one's "
                        + $"is {server.SystemId}. Name another folder."
                );
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new ProvisioningException(
                $"{path} has something else in it. Name a folder that does not exist, or an empty one."
            );
        }

        var folder = new PitrFolder(path, server);
        DurableFile.CreateFolder(folder.Wal.Folder);
        DurableFile.CreateFolder(folder.BasesPath);
        await WriteAsync(System.IO.Path.Combine(path, About), server, PitrJson.Default.PitrServer, token);
        return folder;
    }

    /// <summary>Opens the folder.</summary>
    /// <exception cref="ProvisioningException">It is none.</exception>
    public static async Task<PitrFolder> OpenAsync(string path, CancellationToken token) =>
        new(
            path,
            await ReadAsync(System.IO.Path.Combine(path, About), PitrJson.Default.PitrServer, token)
                ?? throw new ProvisioningException(
                    $"{path} holds nothing to go back to a moment with: it has no {About}. `provision pitr init` makes "
                        + "one."
                )
        );

    /// <summary>The copies, oldest first.</summary>
    public async Task<IReadOnlyList<PitrBase>> BasesAsync(CancellationToken token)
    {
        var bases = new List<PitrBase>();
        foreach (
            var folder in Directory.Exists(BasesPath)
                ? Directory.GetDirectories(BasesPath).Order(StringComparer.Ordinal)
                : Enumerable.Empty<string>()
        )
        {
            // Without this file a copy was not brought to its end.
            var about = System.IO.Path.Combine(folder, AboutBase);
            if (await ReadAsync(about, PitrJson.Default.PitrBase, token) is { } known)
            {
                bases.Add(known with { Folder = System.IO.Path.Combine(folder, "data") });
            }
        }

        return bases;
    }

    /// <summary>Where a new copy goes; nothing is there yet.</summary>
    public string NewBase(DateTimeOffset now) =>
        System.IO.Path.Combine(BasesPath, $"{now:yyyyMMdd'T'HHmmss'Z'}-{Guid.NewGuid():N}"[..26], "data");

    /// <summary>Says that a copy is whole.</summary>
    public static Task CompleteAsync(PitrBase made, CancellationToken token) =>
        WriteAsync(
            System.IO.Path.Combine(System.IO.Path.GetDirectoryName(made.Folder)!, AboutBase),
            made,
            PitrJson.Default.PitrBase,
            token
        );

    private static async Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken token)
        where T : class
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(await File.ReadAllTextAsync(path, token), type)
                : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"{path} cannot be read: {error.Message}", error);
        }
    }

    private static async Task WriteAsync<T>(string path, T what, JsonTypeInfo<T> type, CancellationToken token)
    {
        var temporary = $"{path}.partial";
        DurableFile.Delete(temporary);
        await using (var file = DurableFile.Create(temporary))
        {
            await JsonSerializer.SerializeAsync(file, what, type, token);
        }

        DurableFile.Publish(temporary, path);
    }
}

/// <summary>A server as a folder remembers it.</summary>
/// <param name="SystemId">What tells servers apart.</param>
/// <param name="Major">Its major version.</param>
/// <param name="SegmentSize">The size of a segment of its write-ahead log.</param>
/// <param name="Slot">The replication slot that keeps the log until it is received.</param>
/// <param name="User">The user who copies.</param>
internal sealed record PitrServer(string SystemId, int Major, long SegmentSize, string Slot, string User);

/// <summary>A copy of a server's files.</summary>
/// <param name="Started">When it was begun, by the server's clock.</param>
/// <param name="Ended">When it was whole: no earlier moment can be reached with it.</param>
/// <param name="Timeline">Its timeline.</param>
/// <param name="From">The position in the write-ahead log from which on it needs the log.</param>
/// <param name="Until">The position up to which it needs the log.</param>
internal sealed record PitrBase(DateTimeOffset Started, DateTimeOffset Ended, long Timeline, string From, string Until)
{
    /// <summary>Its files.</summary>
    public string Folder { get; init; } = "";
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PitrServer))]
[JsonSerializable(typeof(PitrBase))]
internal sealed partial class PitrJson : JsonSerializerContext;
