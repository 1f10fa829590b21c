using System.Text;

namespace Provisioning.CommandLine.Page;

/// <summary>Takes out of a script and a style sheet what only a reader of the source needs: comments on lines of their
/// own, indentation, blanks that part nothing, and that a name is not given another value.</summary>
internal static class LeanText
{
    private const string Quotes = "'\"`";

    private static readonly (string Long, string Short) Constants = ("const", "let");

    // After these a slash begins a regular expression, and is no division.
    private const string BeforeExpression = "(,=:[!&|?{};>\n";

    /// <summary>A style sheet.</summary>
    public static string Style(string source) =>
        string.Concat(Lines(source).Select(line => Without(line, PartsNoRules, ("", ""))))
            .Replace(";}", "}", StringComparison.Ordinal);

    /// <summary>A script. Its lines stay where the end of one may end a statement.</summary>
    public static string Script(string source) =>
        string.Concat(
            Lines(source)
                .Select(line => Without(line, PartsNoWords, Constants))
                .Select(line => IsIn(";{,([", line[^1]) ? line : $"{line}\n")
        );

    private static bool PartsNoRules(char before, char after) => IsIn("{};,:", before) || IsIn("{};,", after);

    private static bool PartsNoWords(char before, char after) =>
        !(IsWord(before) && IsWord(after)) && !(before == after && IsIn("+-", before));

    private static IEnumerable<string> Lines(string source) =>
        source
            .ReplaceLineEndings("\n")
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));

    // Strings, templates and regular expressions stay as they are.
    private static string Without(string line, Func<char, char, bool> mayGo, (string Long, string Short) word)
    {
        var lean = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length; at++)
        {
            var last = lean.Length == 0 ? '\n' : lean[^1];
            if (IsIn(Quotes, line[at]) || (line[at] is '/' && IsIn(BeforeExpression, last)))
            {
                var end = End(line, at);
                lean.Append(line, at, end - at + 1);
                at = end;
            }
            else if (word.Long.Length > 0 && IsAt(line, at, word.Long))
            {
                lean.Append(word.Short);
                at += word.Long.Length - 1;
            }
            else if (line[at] is not ' ' || at + 1 == line.Length || !mayGo(last, line[at + 1]))
            {
                lean.Append(line[at]);
            }
        }

        return lean.ToString();
    }

    private static bool IsAt(string line, int at, string word) =>
        string.CompareOrdinal(line, at, word, 0, word.Length) == 0
        && (at == 0 || !(IsWord(line[at - 1]) || line[at - 1] is '.'))
        && (at + word.Length == line.Length || !IsWord(line[at + word.Length]));

    private static int End(string line, int start)
    {
        var isInClass = false;
        for (var at = start + 1; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '\\':
                    at++;
                    break;
                case '[' when line[start] is '/':
                    isInClass = true;
                    break;
                case ']' when isInClass:
                    isInClass = false;
                    break;
                case var c when c == line[start] && !isInClass:
                    return at;
            }
        }

        return line.Length - 1;
    }

    private static bool IsIn(string characters, char c) => characters.Contains(c, StringComparison.Ordinal);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '#' or '\'' or '"' or '`';
}
