using System.Globalization;
using System.Text.Json.Nodes;

namespace Provisioning.CommandLine.Page;

/// <summary>The versions of a page's data: each migration with what it did, and when and by whom it was
/// applied.</summary>
internal sealed class PageVersions(PageSubject subject)
{
    // Of a longer script the page says how to print it.
    private const int LongestSql = 20_000;

    private readonly HashSet<SchemaPart> _now =
    [
        .. subject
            .Structure.Model.Tables.Values.SelectMany(table => SchemaParts.Of(table, subject.Dialect))
            .Concat(SchemaParts.Others(subject.Structure.Model))
            .Select(pair => pair.Part),
    ];

    /// <summary>The versions in their order; null where none is known.</summary>
    public JsonArray? ToJson()
    {
        var all = subject.History is { } history
            ? history.Versions.Select(version =>
                Version(version.Migration.Version, version.Migration.Name, version.Migration.Description, version)
            )
            : subject.Applied.Select(pair => Version(pair.Key, pair.Value.Name ?? "", null, null));
        return new JsonArray([.. all]) is { Count: > 0 } list ? list : null;
    }

    private JsonObject Version(long number, string name, string? description, SchemaVersion? made)
    {
        var applied = subject.Applied.GetValueOrDefault(number);
        return PageJson.Compact(
            ("v", number),
            ("n", name),
            ("d", description == name ? null : description),
            ("at", applied?.At?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            ("by", applied?.By),
            ("ms", applied?.DurationMs),
            ("sql", Sql(applied?.Sql)),
            ("ev", made is not null && Changes(made) is { Count: > 0 } changes ? changes : null),
            (
                "ops",
                made is { Changes.Count: 0 }
                    ? new JsonArray([.. made.Summaries.Select(text => JsonValue.Create(PageText.Masked(text)))])
                    : null
            )
        );
    }

    // That a part was made as it is now is in the page already, and so is what it is now.
    private JsonArray Changes(SchemaVersion made)
    {
        var all = new JsonArray();
        foreach (var change in made.Changes)
        {
            var isNow =
                change.What is '+' or '~'
                && _now.Contains(change.Part)
                && subject.History!.TextOf(change.Part) == change.Text;
            if (isNow && change.What is '+' && subject.History!.Versions[subject.History.Of(change.Part)[0]] == made)
            {
                continue;
            }

            var entry = new JsonArray($"{change.What}{(char)change.Part.Kind}", change.Part.Of.ToString());
            if (change.Part.Name.Length > 0 || !isNow)
            {
                entry.Add((JsonNode)change.Part.Name);
            }

            if (!isNow)
            {
                entry.Add((JsonNode)PageText.Masked(change.Text));
            }

            all.Add((JsonNode)entry);
        }

        return all;
    }

    private static string? Sql(string? sql) =>
        sql is null ? null
        : sql.Length <= LongestSql ? PageText.Masked(sql)
        : PageText.Masked(sql[..LongestSql])
            + $"\n-- {sql.Length - LongestSql} more characters; `provision script` prints all of it.";
}
