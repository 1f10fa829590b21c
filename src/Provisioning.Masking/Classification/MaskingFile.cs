using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provisioning.Masking.Classification;

/// <summary>The classes of all columns of a system, and the profiles by which rows are masked: <c>masking.json</c>
/// beside the migrations.</summary>
public sealed partial class MaskingFile
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "masking.json";

    private const string KnownFormat = "provisioning-masking-1";

    /// <summary>The classes by table and column.</summary>
    internal SortedDictionary<string, SortedDictionary<string, ClassifiedColumn>> Tables { get; } =
        new(StringComparer.Ordinal);

    /// <summary>Columns that refer to others without a foreign key.</summary>
    internal List<DeclaredReference> References { get; } = [];

    /// <summary>What profiles do otherwise than the classes say, by profile, table and column.</summary>
    internal SortedDictionary<string, SortedDictionary<string, SortedDictionary<string, MaskRule>>> Profiles { get; } =
        new(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="MaskingException">It is no such file.</exception>
    public static MaskingFile Parse(string text, string name)
    {
        try
        {
            var root = JsonNode.Parse(
                text,
                documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            return new Reader(name).Read(root);
        }
        catch (JsonException error)
        {
            throw new MaskingException($"{name} is not JSON: {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new MaskingException($"{name} names something twice: {error.Message}", error);
        }
    }

    /// <summary>Whether the file gives the column a class.</summary>
    public bool Has(string table, string column) => Find(table, column) is not null;

    /// <summary>What it says of a column; null for nothing.</summary>
    internal ClassifiedColumn? Find(string table, string column) =>
        Tables.GetValueOrDefault(table)?.GetValueOrDefault(column);

    /// <summary>The rule that a profile has for a column; null where it leaves that to the class.</summary>
    internal MaskRule? RuleOf(string profile, string table, string column) =>
        Profiles.GetValueOrDefault(profile)?.GetValueOrDefault(table)?.GetValueOrDefault(column)
        ?? Find(table, column)?.Rule;

    /// <summary>Says that there is no such profile, if there is none.</summary>
    /// <exception cref="MaskingException">There is none.</exception>
    internal void Require(string profile)
    {
        if (!Profiles.ContainsKey(profile))
        {
            throw new MaskingException(
                $"There is no masking profile \"{profile}\". "
                    + (
                        Profiles.Count == 0
                            ? $"The file has none: add \"profiles\": {{ \"{profile}\": {{}} }}."
                            : $"There are: {string.Join(", ", Profiles.Keys)}."
                    )
            );
        }
    }

    /// <summary>The file as text: sorted, indented, a line for each column that has a class alone.</summary>
    public string Print()
    {
        var tables = new JsonObject();
        foreach (var (table, columns) in Tables)
        {
            tables[table] = new JsonObject(
                columns.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Key, Print(column.Value)))
            );
        }

        var profiles = new JsonObject();
        foreach (var (profile, changed) in Profiles)
        {
            profiles[profile] = new JsonObject(
                changed.Select(table =>
                    KeyValuePair.Create<string, JsonNode?>(
                        table.Key,
                        new JsonObject(
                            table.Value.Select(column =>
                                KeyValuePair.Create<string, JsonNode?>(column.Key, Print(column.Value, []))
                            )
                        )
                    )
                )
            );
        }

        var root = new JsonObject { ["format"] = KnownFormat, ["profiles"] = profiles };
        if (References.Count > 0)
        {
            root["references"] = new JsonObject(
                References
                    .OrderBy(reference => reference.From, StringComparer.Ordinal)
                    .Select(reference => KeyValuePair.Create<string, JsonNode?>(reference.From, reference.To))
            );
        }

        root["tables"] = tables;
        return MaskingJson.Print(root) + "\n";
    }

    private static JsonNode Print(ClassifiedColumn column) =>
        column.Rule is { } rule
            ? Print(rule, new() { ["class"] = Classes.NameOf(column.Class) })
            : JsonValue.Create(Classes.NameOf(column.Class));

    private static JsonObject Print(MaskRule rule, JsonObject into)
    {
        into["mask"] = rule.Transformer;
        foreach (var (name, value) in rule.Options)
        {
            into[name] = value?.DeepClone();
        }

        return into;
    }
}
