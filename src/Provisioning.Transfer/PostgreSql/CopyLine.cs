using System.Text;

namespace Provisioning.Transfer.PostgreSql;

/// <summary>A row in the text form of PostgreSQL's COPY.</summary>
public static class CopyLine
{
    /// <summary>Appends a row and its line end.</summary>
    /// <param name="line">Receives it.</param>
    /// <param name="row">The values, null for NULL.</param>
    public static void Append(StringBuilder line, string?[] row)
    {
        for (var at = 0; at < row.Length; at++)
        {
            Append(at == 0 ? line : line.Append('\t'), row[at]);
        }

        line.Append('\n');
    }

    /// <summary>Reads a row.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="row">Receives the values, null for NULL.</param>
    /// <exception cref="FormatException">The line has more or fewer values.</exception>
    public static void Read(string line, string?[] row)
    {
        var (start, at) = (0, 0);
        while (at < row.Length)
        {
            var end = line.IndexOf('\t', start);
            row[at++] = Value(line.AsSpan(start..(end < 0 ? line.Length : end)));
            if (end < 0)
            {
                break;
            }

            start = end + 1;
            if (at == row.Length)
            {
                throw new FormatException($"has more than {row.Length} values");
            }
        }

        if (at != row.Length)
        {
            throw new FormatException($"has {at} values in place of {row.Length}");
        }
    }

    private static string? Value(ReadOnlySpan<char> text)
    {
        if (text is "\\N")
        {
            return null;
        }

        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var value = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            value.Append(
                text[at] != '\\' || at + 1 == text.Length
                    ? text[at]
                    : text[++at] switch
                    {
                        'b' => '\b',
                        'f' => '\f',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'v' => '\v',
                        var c => c,
                    }
            );
        }

        return value.ToString();
    }

    private static void Append(StringBuilder line, string? value)
    {
        if (value is null)
        {
            line.Append("\\N");
            return;
        }

        foreach (var c in value)
        {
            switch (c)
            {
                case '\\':
                    line.Append("\\\\");
                    break;
                case '\n':
                    line.Append("\\n");
                    break;
                case '\r':
                    line.Append("\\r");
                    break;
                case '\t':
                    line.Append("\\t");
                    break;
                default:
                    line.Append(c);
                    break;
            }
        }
    }
}
