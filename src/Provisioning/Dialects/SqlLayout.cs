using System.Text;

namespace Provisioning.Dialects;

/// <summary>SQL laid out to be read: a column a line, and lines that fit.</summary>
internal static class SqlLayout
{
    private const string Indent = "  ";
    private const int Short = 60;

    /// <summary>The statement with each part of CREATE TABLE on a line of its own, folded between words to a width.
    /// What has lines already keeps them.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="width">The columns of a line.</param>
    /// <param name="postgres">Whether it is PostgreSQL's; else SQLite's.</param>
    public static string Lay(string sql, int width, bool postgres)
    {
        var lines = sql.ReplaceLineEndings("\n").Split('\n');
        var parts = lines.Length > 1 ? [lines[0]] : Parts(sql, postgres);
        return string.Join('\n', parts.SelectMany(line => Fold(line, width, postgres)).Concat(lines.Skip(1)));
    }

    private static IEnumerable<string> Parts(string sql, bool postgres)
    {
        var words = new SqlWords(sql, postgres);
        var isTable = words.Is(0, "CREATE") && words.Is(1, "TABLE") && words.Find(2, "AS") == words.Count;
        // A comment between two parts belongs to neither.
        var hasComment = sql.Contains("--", StringComparison.Ordinal) || sql.Contains("/*", StringComparison.Ordinal);
        return isTable && !hasComment && sql.Length > Short ? OfCreate(words, sql) : [sql];
    }

    private static IEnumerable<string> OfCreate(SqlWords words, string sql)
    {
        var open = words.All("(").FirstOrDefault();
        var close = open == 0 ? 0 : words.Find(open + 1, ")");
        if (close <= open || close >= words.Count)
        {
            yield return sql;
            yield break;
        }

        yield return words.Between(0, open + 1);
        for (var at = open + 1; at < close; )
        {
            var end = Math.Min(words.Find(at, ","), close);
            yield return Indent + words.Between(at, end) + (end < close ? "," : "");
            at = end + 1;
        }

        yield return words.Between(close, words.Count);
    }

    private static List<string> Fold(string line, int width, bool postgres)
    {
        // A comment would swallow what is put behind it.
        if (line.Length <= width || line.Contains("--", StringComparison.Ordinal))
        {
            return [line];
        }

        var lines = new List<string>();
        var margin = line[..^line.TrimStart().Length];
        var text = new StringBuilder(margin);
        foreach (var word in Words(line, postgres))
        {
            if (text.Length > margin.Length && text.Length + 1 + word.Length > width)
            {
                lines.Add(text.ToString());
                margin = margin.Length > 2 ? margin : margin + Indent + Indent;
                text.Clear().Append(margin);
            }

            text.Append(text.Length > margin.Length ? " " : "").Append(word);
        }

        lines.Add(text.ToString());
        return lines;
    }

    // What has no blank in between.
    private static IEnumerable<string> Words(string line, bool postgres)
    {
        var (start, last) = (-1, -1);
        foreach (var (from, to) in SqlText.Tokens(line, postgres))
        {
            if (start >= 0 && from > last)
            {
                yield return line[start..last];
                start = from;
            }

            (start, last) = (start < 0 ? from : start, to);
        }

        if (start >= 0)
        {
            yield return line[start..last];
        }
    }
}
