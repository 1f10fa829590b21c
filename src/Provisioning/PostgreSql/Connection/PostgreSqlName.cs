using System.Text;
using System.Text.RegularExpressions;
using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Names that come from a command line or a catalogue, as SQL takes them.</summary>
internal static partial class PostgreSqlName
{
    private const int Longest = 63;

    /// <summary>The name in quotes, whatever it holds; quotes at its ends are part of it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Text as a literal that no setting of the server reads differently.</summary>
    public static string Literal(string text) =>
        text.Contains('\\', StringComparison.Ordinal)
            ? $"E{PostgreSqlDialect.QuoteText(text.Replace("\\", "\\\\", StringComparison.Ordinal))}"
            : PostgreSqlDialect.QuoteText(text);

    /// <summary>The name, if the server can have a role or a schema of that name and take it for nothing
    /// else.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names, for the message.</param>
    /// <exception cref="ProvisioningException">It cannot.</exception>
    public static string Check(string name, string what)
    {
        // The server treats PUBLIC and NONE as keywords even in quotes.
        var why =
            name.Length == 0 ? "it is empty"
            : name.Any(char.IsControl) ? "it holds a control character"
            : Encoding.UTF8.GetByteCount(name) > Longest
                ? $"it is longer than the {Longest} bytes that PostgreSQL keeps of a name"
            : what is "role" && name is "public" or "none" ? "PostgreSQL has its own meaning for it"
            : name.StartsWith("pg_", StringComparison.Ordinal) ? "names that begin with pg_ are the server's own"
            : !IsWhole(name) ? "it is not whole Unicode text"
            : null;
        return why is null
            ? name
            : throw new ProvisioningException(
                $"No {what} can be called \"{Shown(name)}\": {why}. Choose another name."
            );
    }

    /// <summary>The names in SQL that the server cuts, each with what it keeps of it.</summary>
    public static IEnumerable<string> Cut(string sql) =>
        Names()
            .Matches(sql)
            .Where(match => match.Groups["name"].Success)
            .Select(match => match.Groups["name"].Value.Replace("\"\"", "\"", StringComparison.Ordinal))
            .Where(name => Encoding.UTF8.GetByteCount(name) > Longest)
            .Distinct()
            .Select(name => $"\"{name}\" is \"{Kept(name)}\"");

    private static string Kept(string name)
    {
        var (kept, bytes) = (new StringBuilder(), 0);
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > Longest)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.ToString();
    }

    // Strings are skipped; names with quotes, and words.
    [GeneratedRegex("""'(?:[^']|'')*'|"(?<name>(?:[^"]|"")+)"|(?<name>\w{32,})""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    private static bool IsWhole(string name) => name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);

    private static string Shown(string name) =>
        new([.. name.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
