using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>Some tables under a name, to be looked at together.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="About">What they have to do with each other; null for nothing.</param>
/// <param name="Tables">The tables, in the order of the structure.</param>
internal sealed record PageView(string Name, string? About, IReadOnlyList<ObjectName> Tables)
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "views.json";

    private const string KnownFormat = "provisioning-views-1";

    /// <summary>The views that a file names.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="file">What errors call it.</param>
    /// <param name="model">The structure with the tables.</param>
    /// <exception cref="UsageException">It is no such file, or names what is not in the structure.</exception>
    public static IReadOnlyList<PageView> Parse(string text, string file, DatabaseModel model)
    {
        try
        {
            var root = JsonNode.Parse(
                text,
                documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            if (
                root is not JsonObject document
                || (string?)document["format"] is not KnownFormat
                || document["views"] is not JsonArray views
            )
            {
                throw Wrong($"has no \"format\": \"{KnownFormat}\" with \"views\": [ … ]");
            }

            PageView[] all = [.. views.Select(Of)];
            return
                all.GroupBy(view => view.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1)
                    is { } twice
                ? throw Wrong($"has two views \"{twice.Key}\"")
                : all;
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Wrong($"cannot be read: {error.Message.TrimEnd('.')}");
        }

        PageView Of(JsonNode? view)
        {
            if ((string?)view?["name"] is not { Length: > 0 } name || view["tables"] is not JsonArray patterns)
            {
                throw Wrong("has a view without \"name\" or \"tables\"");
            }

            var tables = new HashSet<ObjectName>();
            foreach (var pattern in patterns.Select(node => (string?)node ?? ""))
            {
                ObjectName[] fitting =
                [
                    .. model.Tables.Keys.Where(table =>
                        FileSystemName.MatchesSimpleExpression(pattern, $"{table}", ignoreCase: false)
                    ),
                ];
                if (fitting.Length == 0)
                {
                    throw Wrong($"names \"{pattern}\" in the view \"{name}\", and no table is called so");
                }

                tables.UnionWith(fitting);
            }

            return new(name, (string?)view["about"], [.. model.Tables.Keys.Where(tables.Contains)]);
        }

        UsageException Wrong(string what) =>
            new(
                $"{file} {what}. It has views as {{ \"name\": \"Orders\", \"about\": \"…\", \"tables\": "
                    + "[\"order*\", \"customer\"] }, where * stands for any text."
            );
    }
}
