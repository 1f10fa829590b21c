using Provisioning.Masking.Classification;

namespace Provisioning.Masking.Values;

/// <summary>The transformers that there are.</summary>
internal static partial class Transformers
{
    private const ValueFamily Words = ValueFamily.Text;

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Transformer> All { get; } =
    [
        new("constant", ValueFamily.All & ~ValueFamily.Other, "One value for all rows.", Constant)
        {
            Options = ["value"],
            Length = rule => rule.Text("value")?.Length ?? 0,
            Check = rule => Need(rule, "value"),
        },
        new("default", ValueFamily.All & ~ValueFamily.Other, "The column's default; else empty, 0 or false.", Default),
        new("digits", Words, "Other digits at the same places; all else stays.", Digits)
        {
            Options = ["first", "last"],
            KeepsUnique = static (_, _) => true,
        },
        new("email", Words, "An address at example.com.", Email)
        {
            Options = ["domain"],
            KeepsUnique = static (_, _) => true,
            Length = rule => 22 + (rule.Text("domain") ?? "example.com").Length,
        },
        new("empty", Words | ValueFamily.Bytes, "An empty text.", static site =>
            site.Type.Family is ValueFamily.Bytes ? static (_, _) => "\\x" : static (_, _) => ""
        ),
        new(
            "generalise",
            ValueFamily.Date | ValueFamily.Integer | ValueFamily.Number,
            "A less exact value.",
            Generalise
        )
        {
            Options = ["to"],
            MayGiveOriginals = true,
            Check = rule => Need(rule, "to"),
        },
        new("hash", Words, "Hexadecimal digits of a keyed hash.", Hash)
        {
            Options = ["length"],
            KeepsUnique = static (rule, type) => Math.Min(rule.Count("length", 32), type.Length ?? 32) >= 16,
            Check = static rule => rule.Count("length", 32),
        },
        new("json", ValueFamily.Json | Words, "The leaves of a JSON document, each by its path.", Json)
        {
            Options = ["others", "paths"],
            MayGiveOriginals = true,
            Check = static rule => Paths(rule),
        },
        new("keep", ValueFamily.All, "The value as it is.", static _ => static (value, _) => value)
        {
            KeepsUnique = static (_, _) => true,
            MayGiveOriginals = true,
        },
        new(
            "noise",
            ValueFamily.Date | ValueFamily.Integer | ValueFamily.Number,
            "A value near by; all dates of a row by the same number of days.",
            Noise
        )
        {
            Options = ["days", "percent"],
            IsRepeatable = false,
            MayGiveOriginals = true,
            Check = static rule => _ = (rule.Count("days", 30), rule.Number("percent", 10)),
        },
        new("null", ValueFamily.All, "NULL.", static _ => static (_, _) => null) { IsRepeatable = true },
        new("partial", Words, "The first and last characters; the others become stars.", Partial)
        {
            Options = ["first", "last", "with"],
            MayGiveOriginals = true,
            Check = static rule => _ = (rule.Count("first", 1), rule.Count("last", 0), rule.Text("with")),
        },
        new("password", Words, "The bcrypt hash of one password that is known.", Password)
        {
            Options = ["password"],
            Length = static _ => 60,
        },
        new(
            "permute",
            Words | ValueFamily.Integer | ValueFamily.Uuid,
            "Another value of the same form; two values never become one.",
            Permute
        )
        {
            KeepsUnique = static (_, _) => true,
        },
        new("pseudonym", Words | ValueFamily.Address, "An invented name, place or address of a kind.", Pseudonym)
        {
            Options = ["kind"],
            Check = static rule => Kind(rule),
        },
        new("scrub", Words | ValueFamily.Json, "Text without its addresses, phone numbers and URLs.", Scrub)
        {
            MayGiveOriginals = true,
        },
        new("shuffle", ValueFamily.All, "The values of the column in another order, 10,000 rows at a time.", static _ =>
            static (value, _) => value
        )
        {
            IsRepeatable = false,
            KeepsUnique = static (_, _) => true,
            MayGiveOriginals = true,
        },
        new("template", Words, "A text with {hash:8}, {digits:6}, {name}, {first:2} or {last:2} in it.", Template)
        {
            Options = ["text"],
            MayGiveOriginals = true,
            Check = rule =>
            {
                Need(rule, "text");
                Parts(rule.Text("text")!);
            },
        },
        new("text", Words | ValueFamily.Json, "Invented words in place of all words.", Text),
    ];

    /// <summary>The transformer of a rule.</summary>
    /// <exception cref="MaskingException">There is none of that name.</exception>
    public static Transformer Of(MaskRule rule) =>
        All.FirstOrDefault(transformer => transformer.Name == rule.Transformer)
        ?? throw new MaskingException(
            $"There is no mask \"{rule.Transformer}\". There are: "
                + $"{string.Join(", ", All.Select(transformer => transformer.Name))}."
        );

    /// <summary>Says that a rule's transformer or options are wrong, if they are.</summary>
    /// <exception cref="MaskingException">They are.</exception>
    public static void Check(MaskRule rule)
    {
        var transformer = Of(rule);
        if (rule.Options.Keys.FirstOrDefault(option => !transformer.Options.Contains(option)) is { } unknown)
        {
            throw new MaskingException(
                $"{rule.Transformer} has no option \"{unknown}\". "
                    + (
                        transformer.Options.Count == 0
                            ? "It takes none."
                            : $"It takes {string.Join(", ", transformer.Options)}."
                    )
            );
        }

        transformer.Check(rule);
    }

    private static void Need(MaskRule rule, string option)
    {
        if (!rule.Options.ContainsKey(option))
        {
            throw new MaskingException($"{rule.Transformer} needs the option \"{option}\".");
        }
    }
}
