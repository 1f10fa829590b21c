using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Provisioning.Masking.Classification;
using Provisioning.Schema;
using Provisioning.Security.Passwords;

namespace Provisioning.Masking.Values;

// What each transformer does with a column.
internal static partial class Transformers
{
    private const int PasswordCost = 10;

    private static ValueMask Constant(MaskSite site)
    {
        var value = site.Rule.Text("value");
        return (_, _) => value;
    }

    private static ValueMask Default(MaskSite site)
    {
        var value = site.Column.Default is LiteralDefault { Value: { } literal }
            ? Convert.ToString(literal, CultureInfo.InvariantCulture)!
            : site.Type.Family switch
            {
                ValueFamily.Integer or ValueFamily.Number => "0",
                ValueFamily.Boolean => "false",
                ValueFamily.Date => "2000-01-01",
                ValueFamily.Uuid => $"{Guid.Empty}",
                ValueFamily.Json => "{}",
                ValueFamily.Bytes => "\\x",
                ValueFamily.Address => "192.0.2.1",
                _ => "",
            };
        return (_, _) => value;
    }

    private static ValueMask Digits(MaskSite site)
    {
        var (permutation, first, last) = (
            new Permutation(site.Key.For("digits")),
            site.Rule.Count("first", 0),
            site.Rule.Count("last", 0)
        );
        return (value, _) => first + last < value.Length ? permutation.Of(value, onlyDigits: true, first, last) : value;
    }

    private static ValueMask Email(MaskSite site)
    {
        var (key, domain) = (site.Key.For("email"), site.Rule.Text("domain") ?? "example.com");
        return (value, _) => value.Length == 0 ? value : Pseudonyms.Email(key, value, domain);
    }

    private static ValueMask Hash(MaskSite site)
    {
        var (key, length) = (
            site.Key.For("hash"),
            Math.Min(site.Rule.Count("length", 32), site.Type.Length ?? int.MaxValue)
        );
        return (value, _) => value.Length == 0 ? value : Digest.Of(key, value).Hex(length);
    }

    private static ValueMask Partial(MaskSite site)
    {
        var (first, last, star) = (
            site.Rule.Count("first", 1),
            site.Rule.Count("last", 0),
            site.Rule.Text("with") is { Length: > 0 } given ? given[0] : '*'
        );
        // A value that would be shown whole is hidden whole.
        return (value, _) =>
            first + last >= value.Length
                ? new string(star, value.Length)
                : $"{value[..first]}{new string(star, value.Length - first - last)}{value[^last..]}";
    }

    private static ValueMask Password(MaskSite site)
    {
        // The salt follows from the key, so that the same key gives the same hash.
        var hash = new Lazy<string>(() =>
            PasswordHash.Bcrypt(
                site.Rule.Text("password") ?? "password",
                PasswordCost,
                SHA256.HashData(site.Key.For("password"))[..16]
            )
        );
        return (value, _) => value.Length == 0 ? value : hash.Value;
    }

    private static ValueMask Permute(MaskSite site)
    {
        var permutation = new Permutation(site.Key.For("permute"));
        return site.Type.Family switch
        {
            ValueFamily.Integer => (value, _) => Number(permutation, value, site.Type.Bits),
            ValueFamily.Uuid => (value, _) =>
                Guid.TryParse(value, out var id) ? $"{Permuted(permutation, id)}" : permutation.Of(value),
            // As written: of two texts that a UUID has in capitals and without, each becomes one of its own.
            _ => (value, _) =>
                Guid.TryParseExact(value, "D", out var id) && value == $"{id}"
                    ? $"{Permuted(permutation, id)}"
                    : permutation.Of(value),
        };
    }

    private static Guid Permuted(Permutation permutation, Guid id) =>
        new(
            ToBytes(
                permutation.Of(
                    new BigInteger(id.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true),
                    BigInteger.One << 128
                )
            ),
            bigEndian: true
        );

    private static byte[] ToBytes(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        var whole = new byte[16];
        bytes.CopyTo(whole, whole.Length - bytes.Length);
        return whole;
    }

    private static string Kind(MaskRule rule) =>
        rule.Text("kind") is not { } kind ? "name"
        : Pseudonyms.Kinds.Contains(kind, StringComparer.Ordinal) ? kind
        : throw new MaskingException(
            $"There is no kind \"{kind}\" of pseudonym. There are: {string.Join(", ", Pseudonyms.Kinds)}."
        );

    private static ValueMask Pseudonym(MaskSite site)
    {
        var kind = site.Type.Family is ValueFamily.Address ? "ip" : Kind(site.Rule);
        var key = site.Key.For(kind);
        return (value, _) => value.Length == 0 ? value : site.Cut(Pseudonyms.Of(kind, key, value));
    }

    private static ValueMask Scrub(MaskSite site)
    {
        var text = new TextMask(site.Key);
        return site.Type.Family is ValueFamily.Json
            ? new JsonMask([], (value, _) => text.Scrub(value)).Of
            : (value, _) => site.Cut(text.Scrub(value));
    }

    private static ValueMask Text(MaskSite site)
    {
        var text = new TextMask(site.Key);
        return site.Type.Family is ValueFamily.Json
            ? new JsonMask([], (value, _) => text.Replace(value)).Of
            : (value, _) => site.Cut(text.Replace(value));
    }

    private static ValueMask Json(MaskSite site)
    {
        var paths = Paths(site.Rule)
            .Select(path => (path.Path, Of(path.Rule).Make(site with { Rule = path.Rule, Type = new(Words) })))
            .ToArray();
        var others = new MaskRule(site.Rule.Text("others") ?? "text");
        return new JsonMask(paths, Of(others).Make(site with { Rule = others, Type = new(Words) })).Of;
    }

    private static List<(string[] Path, MaskRule Rule)> Paths(MaskRule rule)
    {
        Check(new(rule.Text("others") ?? "text"));
        var read = new List<(string[], MaskRule)>();
        foreach (var (path, value) in rule.Options.GetValueOrDefault("paths") as JsonObject ?? [])
        {
            var inner = value switch
            {
                JsonValue name when name.GetValueKind() is JsonValueKind.String => new MaskRule(
                    name.GetValue<string>()
                ),
                JsonObject whole when whole["mask"] is JsonValue mask => new MaskRule(mask.ToString())
                {
                    Options = new SortedDictionary<string, JsonNode?>(
                        whole
                            .Where(option => option.Key is not "mask")
                            .ToDictionary(option => option.Key, option => option.Value, StringComparer.Ordinal),
                        StringComparer.Ordinal
                    ),
                },
                _ => throw new MaskingException($"The path \"{path}\" has no mask."),
            };
            Check(inner);
            read.Add((JsonMask.Parts(path), inner));
        }

        return read;
    }

    private static ValueMask Template(MaskSite site)
    {
        var parts = Parts(site.Rule.Text("text")!);
        var (key, names, digits) = (site.Key.For("template"), site.Key.For("name"), site.Key.For("template digits"));
        return (value, _) =>
            site.Cut(
                string.Concat(
                    parts.Select(part =>
                        part.Kind switch
                        {
                            "hash" => Digest.Of(key, value).Hex(part.Count),
                            "digits" => Number(digits, value, part.Count),
                            "name" => Pseudonyms.Of("name", names, value),
                            "first" => value[..Math.Min(part.Count, value.Length)],
                            "last" => value[^Math.Min(part.Count, value.Length)..],
                            _ => part.Text,
                        }
                    )
                )
            );
    }

    private static string Number(byte[] key, string value, int digits)
    {
        var made = Digest.Of(key, value).Number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return made[^digits..];
    }

    private static List<(string Kind, int Count, string Text)> Parts(string template)
    {
        var parts = new List<(string, int, string)>();
        var at = 0;
        foreach (Match hole in Holes().Matches(template))
        {
            parts.Add(("", 0, template[at..hole.Index]));
            parts.Add(
                (
                    hole.Groups["kind"].Value,
                    hole.Groups["count"] is { Success: true } count
                        ? int.Parse(count.Value, CultureInfo.InvariantCulture)
                        : 8,
                    ""
                )
            );
            at = hole.Index + hole.Length;
        }

        var rest = template[at..];
        if (
            string.Concat(parts.Select(part => part.Item3)).Contains('{', StringComparison.Ordinal)
            || rest.Contains('{', StringComparison.Ordinal)
        )
        {
            throw new MaskingException(
                $"The template \"{template}\" has a {{ that begins none of {{hash:N}}, {{digits:N}}, {{name}}, "
                    + $"{{first:N}} and {{last:N}}, N from 1 to 19."
            );
        }

        parts.Add(("", 0, rest));
        return parts;
    }

    [GeneratedRegex(
        @"\{(?<kind>hash|digits|name|first|last)(:(?<count>1?[0-9]))?\}",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Holes();
}
