using System.Text.Json;

namespace Provisioning.Fleets.Targets;

/// <summary>A file that says which targets there are: <c>fleet.json</c>.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Sources">Where the targets come from, in the order of the file.</param>
public sealed record FleetFile(string Path, IReadOnlyList<FleetSource> Sources)
{
    private const long LongestFile = 16 * 1024 * 1024;

    private static readonly string[] Keys = ["targets", "template", "schemas", "databases", "query", "variables"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FleetFileException">It cannot be read, or says what does not exist.</exception>
    public static FleetFile Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                throw new FleetFileException($"{path} is larger than 16 MiB, and no file of targets.");
            }

            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FleetFileException($"The targets cannot be read: {error.Message}", error);
        }

        return Parse(text, path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">The file that it is from, for messages.</param>
    /// <exception cref="FleetFileException">It says what does not exist.</exception>
    public static FleetFile Parse(string json, string path)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException error)
        {
            // The position is for people; what stands there may be a secret.
            throw new FleetFileException(
                $"{path} is no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}. Correct it.",
                error
            );
        }

        using (document)
        {
            var root = new FleetObject(document.RootElement, path, "the file");
            root.RequireKeys(Keys);
            FleetSource[] sources =
            [
                .. root.Objects("targets").Select(ReadNamed),
                .. root.Objects("template").Select(ReadTemplate),
                .. root.Objects("schemas").Select(ReadSchemas),
                .. root.Objects("databases").Select(ReadDatabases),
                .. root.Objects("query").Select(ReadQuery),
                .. root.Objects("variables").Select(ReadVariables),
            ];
            return sources.Length > 0
                ? new(path, sources)
                : throw new FleetFileException($"{path} names no targets. Give it one of {string.Join(", ", Keys)}.");
        }
    }

    /// <summary>The template of the file, by which a target is made that is not there yet; null for none.</summary>
    public UrlTemplate? Template => Sources.OfType<UrlTemplate>().FirstOrDefault();

    private static NamedTarget ReadNamed(FleetObject from)
    {
        from.RequireKeys("name", "url", "schema", "labels");
        return new(from.Text("name"), from.Text("url"), from.TextOrNone("schema")) { Labels = from.Labels };
    }

    private static UrlTemplate ReadTemplate(FleetObject from)
    {
        from.RequireKeys("url", "schema", "names", "labels");
        var template = new UrlTemplate(from.Text("url"), from.TextOrNone("schema"), from.Texts("names"))
        {
            Labels = from.Labels,
        };
        return
            template.Url.Contains("{name}", StringComparison.Ordinal)
            || template.Schema?.Contains("{name}", StringComparison.Ordinal) is true
            ? template
            : throw from.Wrong("url", "has to have {name} in it, or schema has to");
    }

    private static SchemaPattern ReadSchemas(FleetObject from)
    {
        from.RequireKeys("url", "like", "labels");
        return new(from.TextOrNone("url") ?? "", from.Text("like")) { Labels = from.Labels };
    }

    private static DatabasePattern ReadDatabases(FleetObject from)
    {
        from.RequireKeys("url", "like", "labels");
        return new(from.TextOrNone("url") ?? "", from.Text("like")) { Labels = from.Labels };
    }

    private static ControlQuery ReadQuery(FleetObject from)
    {
        from.RequireKeys("url", "sql", "target", "schema", "labels");
        return new(from.TextOrNone("url") ?? "", from.Text("sql"), from.TextOrNone("target"), from.TextOrNone("schema"))
        {
            Labels = from.Labels,
        };
    }

    private static VariablePattern ReadVariables(FleetObject from)
    {
        from.RequireKeys("like", "labels");
        var pattern = from.Text("like");
        return pattern.Count(c => c == '*') == 1
            ? new(pattern) { Labels = from.Labels }
            : throw from.Wrong("like", "has to have one * in it, as in SHOP_*_URL");
    }
}
