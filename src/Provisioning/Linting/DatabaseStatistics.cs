using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>How large the tables of a database are, and how many rows refer to one. No value of any row is in it, so
/// that it may be kept beside the code.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Taken">When it was taken, in UTC.</param>
/// <param name="Tables">The tables.</param>
/// <param name="ForeignKeys">The foreign keys.</param>
public sealed record DatabaseStatistics(
    string Engine,
    DateTimeOffset Taken,
    ValueList<TableStatistics> Tables,
    ValueList<FanOut> ForeignKeys
)
{
    private const int Format = 1;

    /// <summary>The sizes of the tables.</summary>
    public TableSizes Sizes =>
        new(Tables.ToDictionary(table => table.Name, table => new TableSize(table.Rows, table.Bytes)));

    /// <summary>The statistics as a JSON document.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["format"] = Format,
            ["engine"] = Engine,
            ["taken"] = Taken.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["tables"] = new JsonArray([
                .. Tables.Select(table => new JsonObject
                {
                    ["schema"] = table.Name.Schema,
                    ["name"] = table.Name.Name,
                    ["rows"] = table.Rows,
                    ["bytes"] = table.Bytes,
                    ["columns"] = new JsonArray([.. table.Columns.Select(column => column.ToJson())]),
                }),
            ]),
            ["foreign_keys"] = new JsonArray([
                .. ForeignKeys.Select(key => new JsonObject
                {
                    ["table"] = key.Table.ToString(),
                    ["columns"] = new JsonArray([.. key.Columns.Select(column => JsonValue.Create(column))]),
                    ["references"] = key.References.ToString(),
                    ["average"] = key.Average is { } average ? Math.Round(average, 2) : null,
                    ["most"] = key.Most,
                }),
            ]),
        };

    /// <summary>The statistics of a document that <see cref="ToJson"/> wrote. Members that are not known are left
    /// out.</summary>
    /// <exception cref="ProvisioningException">It is none, or of a later format.</exception>
    public static DatabaseStatistics Parse(string json)
    {
        try
        {
            var root = JsonNode.Parse(json)!.AsObject();
            var format = (int?)root["format"];
            if (format is not Format)
            {
                throw new ProvisioningException(
                    format is > Format
                        ? $"The statistics have format {format}, which a newer provision wrote. Update this one, "
                            + "or take "
                            + "them again."
                        : "The file holds no statistics. `provision stats --out FILE` writes them."
                );
            }

            return new(
                (string)root["engine"]!,
                DateTimeOffset.Parse((string)root["taken"]!, CultureInfo.InvariantCulture),
                [.. root["tables"]!.AsArray().Select(table => Table(table!))],
                [.. (root["foreign_keys"] as JsonArray ?? []).Select(key => Key(key!))]
            );
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new ProvisioningException(
                "The file holds no statistics. `provision stats --out FILE` writes them.",
                error
            );
        }
    }

    private static TableStatistics Table(JsonNode table) =>
        new(new((string?)table["schema"], (string)table["name"]!), (long)table["rows"]!, (long?)table["bytes"])
        {
            Columns = [.. (table["columns"] as JsonArray ?? []).Select(column => ColumnStatistics.Parse(column!))],
        };

    private static FanOut Key(JsonNode key) =>
        new(
            Name((string)key["table"]!),
            [.. key["columns"]!.AsArray().Select(column => (string)column!)],
            Name((string)key["references"]!),
            (double?)key["average"],
            (long?)key["most"]
        );

    // As ObjectName prints it.
    private static ObjectName Name(string text) =>
        text.IndexOf('.', StringComparison.Ordinal) is > 0 and var at
            ? new ObjectName(text[..at], text[(at + 1)..])
            : text;
}
