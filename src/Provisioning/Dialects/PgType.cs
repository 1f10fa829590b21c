using System.Globalization;

namespace Provisioning.Dialects;

/// <summary>A type as PostgreSQL spells it, taken apart.</summary>
/// <param name="Name">The shortest of its names.</param>
/// <param name="First">The length or precision; null for none.</param>
/// <param name="Second">The scale; null for none.</param>
/// <param name="IsArray">Whether it is an array of them.</param>
internal sealed record PgType(string Name, int? First, int? Second, bool IsArray)
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["bigserial"] = "bigint",
        ["bit varying"] = "varbit",
        ["bool"] = "boolean",
        ["bpchar"] = "char",
        ["character"] = "char",
        ["character varying"] = "varchar",
        ["decimal"] = "numeric",
        ["double precision"] = "float8",
        ["float"] = "float8",
        ["int2"] = "smallint",
        ["int4"] = "int",
        ["int8"] = "bigint",
        ["integer"] = "int",
        ["real"] = "float4",
        ["serial"] = "int",
        ["serial2"] = "smallint",
        ["serial4"] = "int",
        ["serial8"] = "bigint",
        ["smallserial"] = "smallint",
        ["time with time zone"] = "timetz",
        ["time without time zone"] = "time",
        ["timestamp with time zone"] = "timestamptz",
        ["timestamp without time zone"] = "timestamp",
    };

    /// <summary>Whether it is text that may have a greatest length.</summary>
    public bool IsText => Name is "varchar" or "text" or "citext";

    /// <summary>The type that a text names.</summary>
    public static PgType Parse(string text)
    {
        var words = new SqlWords(text, postgres: true);
        var names = new List<string>();
        var numbers = new List<int>();
        var isArray = false;
        for (var at = 0; at < words.Count; at++)
        {
            if (int.TryParse(words[at], CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else if (words.Is(at, "[", "ARRAY"))
            {
                isArray = true;
            }
            else if (!words.Is(at, "(", ")", ",", "]"))
            {
                var (part, end) = words.Name(at);
                names.Add(part.Name);
                at = end - 1;
            }
        }

        var name = string.Join(' ', names);
        return new(
            Aliases.GetValueOrDefault(name, name),
            numbers.Count > 0 ? numbers[0]
                : name is "char" or "character" or "bit" ? 1
                : null,
            numbers.Count > 1 ? numbers[1] : null,
            isArray
        );
    }

    /// <inheritdoc />
    public override string ToString() =>
        Name
        + (
            First is { } first
                ? Second is { } second
                    ? $"({first},{second})"
                    : $"({first})"
                : ""
        )
        + (IsArray ? "[]" : "");
}
