using System.Text.Json;
using System.Text.Json.Serialization;
using Provisioning.Schema;

namespace Provisioning.Transfer.Format;

/// <summary>What is in a folder with exported rows. It is written last: a folder without it is not a whole
/// export.</summary>
/// <param name="Format">Always <see cref="KnownFormat"/>.</param>
/// <param name="Layout">One file of CSV for each table, or one file of SQL.</param>
/// <param name="System">The system.</param>
/// <param name="Engine">The engine that it was exported from.</param>
/// <param name="SchemaVersion">The version that the database was at.</param>
/// <param name="Created">When its moment was, UTC.</param>
/// <param name="ToolVersion">The version that wrote it.</param>
/// <param name="Tables">The tables in the order in which they are filled.</param>
public sealed record ExportManifest(
    string Format,
    ExportLayout Layout,
    string System,
    string Engine,
    long SchemaVersion,
    DateTimeOffset Created,
    string ToolVersion,
    IReadOnlyList<ExportedTable> Tables
)
{
    /// <summary>The manifest's name in its folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The format that this version writes and reads.</summary>
    public const string KnownFormat = "provisioning-export-1";

    private const long LongestManifest = 64 * 1024 * 1024;

    private static readonly ExportJson Json = new(
        new()
        {
            WriteIndented = true,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Converters =
            {
                new JsonStringEnumConverter<ExportLayout>(JsonNamingPolicy.SnakeCaseLower),
                new JsonStringEnumConverter<ValueKind>(JsonNamingPolicy.SnakeCaseLower),
            },
            Encoder = global::System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    /// <summary>The last numbers that the engine had given.</summary>
    public IReadOnlyList<TransferNumbering> Numbering { get; init; } = [];

    /// <summary>What was left out or replaced, for people: <c>rows of credentials</c>.</summary>
    public IReadOnlyList<string> Omitted { get; init; } = [];

    /// <summary>The file of SQL, with <see cref="ExportLayout.Sql"/>.</summary>
    public ExportedFile? Sql { get; init; }

    /// <summary>Rows of all tables.</summary>
    [JsonIgnore]
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="ExportException">There is none, or it is none of ours.</exception>
    public static async Task<ExportManifest> ReadAsync(string folder, CancellationToken token)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestManifest })
            {
                throw new ExportException($"{path} is too large for a manifest. Nothing was imported.");
            }

            var manifest = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, token), Json.ExportManifest);
            return
                manifest
                    is {
                        Format: KnownFormat,
                        Tables: not null,
                        Numbering: not null,
                        System: not null,
                        Engine: not null
                    }
                && manifest.Tables.All(table =>
                    table is { Name: not null, Columns: not null }
                    && table.Columns.All(column => column is { Name: not null })
                )
                ? manifest
                : throw new ExportException(
                    $"{path} is not a manifest of the format {KnownFormat}. Export with this version of provision, or "
                        + $"import with the version that exported it ({manifest?.ToolVersion})."
                );
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ExportException(
                $"There is no {path}, without which an export is incomplete. Name the folder that `provision export "
                    + $"--to` wrote.",
                error
            );
        }
        catch (Exception error)
            when (error is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ExportException(
                $"{path} cannot be read: {error.Message} Name the folder that `provision export --to` wrote.",
                error
            );
        }
    }

    /// <summary>Writes the manifest into a stream.</summary>
    public Task WriteAsync(Stream to, CancellationToken token) =>
        JsonSerializer.SerializeAsync(to, this, Json.ExportManifest, token);
}

[JsonSerializable(typeof(ExportManifest))]
internal sealed partial class ExportJson : JsonSerializerContext;

/// <summary>The format of the files.</summary>
public enum ExportLayout
{
    /// <summary>A file of CSV for each table.</summary>
    Csv,

    /// <summary>One file of SQL for the shell of the engine.</summary>
    Sql,
}

/// <summary>A table in an export.</summary>
/// <param name="Schema">Its schema; null for the default one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">The columns, in the order of the values.</param>
public sealed record ExportedTable(string? Schema, string Name, long Rows, IReadOnlyList<ExportedColumn> Columns)
{
    /// <summary>How many rows the database had; null where all were exported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Of { get; init; }

    /// <summary>Its file, with <see cref="ExportLayout.Csv"/>.</summary>
    public ExportedFile? File { get; init; }

    /// <summary>The table.</summary>
    [JsonIgnore]
    public ObjectName Table => new(Schema, Name);
}

/// <summary>A column in an export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How its values are written.</param>
public sealed record ExportedColumn(string Name, ValueKind Kind);

/// <summary>A file in an export.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal digits.</param>
public sealed record ExportedFile(string Name, long Bytes, string Sha256);

/// <summary>An export or an import cannot be done. The message says what is in the way; nothing was changed.</summary>
public sealed class ExportException(string message, Exception? inner = null) : ProvisioningException(message, inner);
