using System.Globalization;
using System.Text;

namespace Provisioning.CommandLine.Settings;

/// <summary>Reads a file of variables, in the form that Docker Compose and most frameworks read: <c>NAME=value</c>,
/// comments, <c>export</c>, quotes, and
/// <c>${NAME}</c> or <c>${NAME:-default}</c> outside single quotes.</summary>
internal static class EnvironmentFile
{
    /// <summary>The variables, each with its line.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="outside">What a variable is that the file did not set before; null for none.</param>
    /// <exception cref="UsageException">A line is no variable. The message holds nothing of the line.</exception>
    public static Dictionary<string, (string Value, int Line)> Parse(
        string text,
        string file,
        Func<string, string?> outside
    )
    {
        var found = new Dictionary<string, (string Value, int Line)>(StringComparer.Ordinal);
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var at = i;
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            line = line.StartsWith("export ", StringComparison.Ordinal) ? line[7..].TrimStart() : line;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : line[..equals].TrimEnd();
            if (!IsName(name))
            {
                throw new UsageException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{file} line {at + 1} is not NAME=value. Correct it, or name another file with --env-file."
                    )
                );
            }

            var value = line[(equals + 1)..].TrimStart();
            if (value.Length > 0 && value[0] is '"' or '\'')
            {
                // A quoted value may go on over several lines.
                while (End(value) < 0 && i + 1 < lines.Length)
                {
                    value += $"\n{lines[++i]}";
                }
            }

            found[name] = (
                Value(value, name =>
                    found.TryGetValue(name, out var before) ? outside(name) ?? before.Value : outside(name)
                )
                    ?? throw new UsageException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{file} line {at + 1} has an unterminated quote, or text after the closing quote."
                        )
                    ),
                at + 1
            );
        }

        return found;
    }

    private static bool IsName(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    // The place of the quote that ends a quoted value; below zero where there is none.
    private static int End(string value)
    {
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == '\\' && value[0] == '"')
            {
                i++;
            }
            else if (value[i] == value[0])
            {
                return i;
            }
        }

        return -1;
    }

    private static string? Value(string text, Func<string, string?> variable)
    {
        if (text.Length == 0 || text[0] is not ('"' or '\''))
        {
            // A comment begins after a space: a '#' may be part of a password.
            var comment = text.IndexOf(" #", StringComparison.Ordinal);
            return text.StartsWith('#') ? "" : Expand((comment < 0 ? text : text[..comment]).TrimEnd(), variable);
        }

        var end = End(text);
        var rest = end < 0 ? "" : text[(end + 1)..].Trim();
        return end < 0 || (rest.Length > 0 && rest[0] != '#') ? null
            : text[0] == '\'' ? text[1..end]
            : Expand(Unescape(text[1..end]), variable);
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(
                text[i] != '\\' || i + 1 == text.Length
                    ? text[i]
                    : text[++i] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        var other => other,
                    }
            );
        }

        return plain.ToString();
    }

    private static string Expand(string text, Func<string, string?> variable)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{' ? text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                plain.Append(text[i]);
                continue;
            }

            var parts = text[(i + 2)..end].Split(":-", 2);
            plain.Append(
                variable(parts[0]) is { Length: > 0 } value ? value
                : parts is [_, var otherwise] ? otherwise
                : ""
            );
            i = end;
        }

        return plain.ToString();
    }
}
