using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provisioning.Masking.Classification;

/// <summary>What becomes of a column's values: a transformer and its options.</summary>
/// <param name="Transformer">The transformer's name.</param>
internal sealed record MaskRule(string Transformer)
{
    /// <summary>The options by name, as JSON.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Options { get; init; } =
        new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>A rule with one option.</summary>
    public static MaskRule With(string transformer, string option, string value) =>
        new(transformer)
        {
            Options = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal) { [option] = value },
        };

    /// <summary>An option that is text; null where it is not given.</summary>
    /// <exception cref="MaskingException">It is something else.</exception>
    public string? Text(string option) =>
        Options.GetValueOrDefault(option) switch
        {
            null => null,
            JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>(),
            _ => throw new MaskingException($"The option \"{option}\" of {Transformer} is a text."),
        };

    /// <summary>An option that is a number; the default where it is not given.</summary>
    /// <exception cref="MaskingException">It is something else, or below 0.</exception>
    public double Number(string option, double otherwise) =>
        Options.GetValueOrDefault(option) switch
        {
            null => otherwise,
            JsonValue value
                when value.GetValueKind() is JsonValueKind.Number
                    && double.TryParse($"{value}", NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && number >= 0 => number,
            _ => throw new MaskingException($"The option \"{option}\" of {Transformer} is a number from 0 on."),
        };

    /// <summary>An option that is a count; the default where it is not given.</summary>
    /// <exception cref="MaskingException">It is something else.</exception>
    public int Count(string option, int otherwise) =>
        Number(option, otherwise) is var number && Math.Floor(number).Equals(number) && number <= 100_000
            ? (int)number
            : throw new MaskingException($"The option \"{option}\" of {Transformer} is a whole number to 100000.");

    /// <summary>The rule in the file's words: <c>pseudonym kind=name</c>.</summary>
    public override string ToString() =>
        string.Concat(
            Transformer,
            string.Concat(
                Options.Select(option =>
                    option.Value is JsonValue value ? $" {option.Key}={value}" : $" {option.Key}=…"
                )
            )
        );
}
