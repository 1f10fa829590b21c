using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>A statement as its words, quoted names, literals and signs, without comments. Asking for one after the last
/// or before the first returns one that matches nothing.</summary>
/// <param name="sql">The text.</param>
/// <param name="postgres">Whether it is PostgreSQL's; else SQLite's.</param>
internal sealed class SqlWords(string sql, bool postgres)
{
    private readonly List<(int Start, int End)> _places = [.. SqlText.Tokens(sql, postgres)];

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>The text of the one there.</summary>
    public ReadOnlySpan<char> this[int at] =>
        at >= 0 && at < Count ? sql.AsSpan(_places[at].Start.._places[at].End) : [];

    /// <summary>Whether one of the words or signs is there.</summary>
    public bool Is(int at, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (this[at].Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the words or signs come there, one after the other.</summary>
    public bool IsAll(int at, params ReadOnlySpan<string> all)
    {
        for (var i = 0; i < all.Length; i++)
        {
            if (!Is(at + i, all[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The places that hold the word, inside parentheses as well.</summary>
    public IEnumerable<int> All(string word) => Enumerable.Range(0, Count).Where(at => Is(at, word));

    /// <summary>The first place from there on that holds one of the words outside parentheses; the end where there is
    /// none.</summary>
    public int Find(int from, params ReadOnlySpan<string> words)
    {
        var depth = 0;
        for (var at = from; at < Count; at++)
        {
            if (depth == 0 && Is(at, words))
            {
                return at;
            }

            depth +=
                Is(at, "(") ? 1
                : Is(at, ")") ? -1
                : 0;
        }

        return Count;
    }

    /// <summary>The text from one place to another, or to the end.</summary>
    public string Between(int from, int to) =>
        Math.Min(to, Count) is var end && from < end ? sql[_places[from].Start.._places[end - 1].End] : "";

    /// <summary>The name that begins there, its schema with it, and the place after it. PostgreSQL folds what has no
    /// quotes.</summary>
    public (ObjectName Name, int End) Name(int at)
    {
        var parts = new List<string> { Part(at++) };
        for (; Is(at, ".") && at + 1 < Count; at += 2)
        {
            parts.Add(Part(at + 1));
        }

        return (new(parts.Count > 1 ? parts[^2] : null, parts[^1]), at);
    }

    /// <summary>The statements inside a dollar quote or a string there.</summary>
    public SqlWords Inside(int at)
    {
        var text = this[at];
        var tag = text is ['$', ..] ? SqlScan.DollarTag(text, 0).Length : 1;
        return new(
            text.Length < 2 * tag ? "" : text[tag..^tag].ToString().Replace("''", "'", StringComparison.Ordinal),
            postgres
        );
    }

    private string Part(int at) =>
        this[at] switch
        {
            ['"', .. var name, '"'] => name.ToString().Replace("\"\"", "\"", StringComparison.Ordinal),
            ['`', .. var name, '`'] => name.ToString().Replace("``", "`", StringComparison.Ordinal),
            ['[', .. var name, ']'] => name.ToString(),
            ['\'', .. var name, '\''] => name.ToString().Replace("''", "'", StringComparison.Ordinal),
            var word => postgres ? word.ToString().ToLowerInvariant() : word.ToString(),
        };
}
