using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Linting.Sql;

/// <summary>Reads a statement word by word, from left to right.</summary>
/// <param name="words">The statement.</param>
/// <param name="at">Where reading begins.</param>
/// <param name="end">The place after the last word to be read.</param>
internal sealed class SqlCursor(SqlWords words, int at = 0, int? end = null)
{
    private static readonly string[] Signs = ["(", ")", ",", ";", ".", "=", "<", ">"];

    /// <summary>The statement.</summary>
    public SqlWords Words => words;

    /// <summary>Where it is.</summary>
    public int At { get; private set; } = at;

    /// <summary>The place after the last word.</summary>
    public int End { get; } = end ?? words.Count;

    /// <summary>Whether everything was read.</summary>
    public bool IsDone => At >= End;

    /// <summary>Whether one of the words is next.</summary>
    public bool Is(params ReadOnlySpan<string> any) => At < End && words.Is(At, any);

    /// <summary>Whether the words come next, one after the other.</summary>
    public bool IsAll(params ReadOnlySpan<string> all) => At + all.Length <= End && words.IsAll(At, all);

    /// <summary>Passes the words where they come next, one after the other.</summary>
    public bool Take(params ReadOnlySpan<string> all)
    {
        if (!IsAll(all))
        {
            return false;
        }

        At += all.Length;
        return true;
    }

    /// <summary>Passes one of the words where it is next.</summary>
    public bool TakeAny(params ReadOnlySpan<string> any)
    {
        if (!Is(any))
        {
            return false;
        }

        At++;
        return true;
    }

    /// <summary>Passes IF EXISTS or IF NOT EXISTS where it is next.</summary>
    public bool TakeGuard() => Take("IF", "NOT", "EXISTS") || Take("IF", "EXISTS");

    /// <summary>Passes the next word, whatever it is.</summary>
    public string Next()
    {
        var word = At < End ? words[At].ToString() : "";
        At++;
        return word;
    }

    /// <summary>Reads a name with its schema.</summary>
    public ObjectName Name()
    {
        var (name, after) = words.Name(At);
        At = after;
        return name;
    }

    /// <summary>Reads a name without a schema.</summary>
    public string Word() => Name().Name;

    /// <summary>Whether a name can be next.</summary>
    public bool IsName => At < End && !words.Is(At, Signs);

    /// <summary>Reads names with commas between them, each with the statement as if it were the only one.</summary>
    public IReadOnlyList<(ObjectName Name, string Alone)> Names()
    {
        var start = At;
        var names = new List<(ObjectName Name, string Text)>();
        do
        {
            var from = At;
            TakeAny("ONLY");
            var name = Name();
            TakeAny("*");
            names.Add((name, words.Between(from, At)));
        } while (TakeAny(","));

        var (before, after) = (words.Between(0, start), Rest);
        return [.. names.Select(each => (each.Name, $"{before} {each.Text} {after}"))];
    }

    /// <summary>Reads names in parentheses; none where no parenthesis is next.</summary>
    public ValueList<string> List()
    {
        if (!Is("("))
        {
            return [];
        }

        var inside = Inside();
        var names = new List<string>();
        while (!inside.IsDone)
        {
            names.Add(inside.Word());
            inside.To(",");
            inside.TakeAny(",");
        }

        return [.. names];
    }

    /// <summary>Passes what is in the parentheses that are next, and reads it.</summary>
    public SqlCursor Inside()
    {
        var open = At;
        var close = words.Find(open + 1, ")");
        At = Math.Min(close + 1, End);
        return new(words, open + 1, Math.Min(close, End));
    }

    /// <summary>Passes what is in the parentheses that are next, as text.</summary>
    public string InsideText()
    {
        var inside = Inside();
        return words.Between(inside.At, inside.End);
    }

    /// <summary>Goes to the first of the words outside parentheses, or to the end.</summary>
    public bool To(params ReadOnlySpan<string> any)
    {
        At = Math.Min(words.Find(At, any), End);
        return At < End;
    }

    /// <summary>The text from here to the first of the words outside parentheses, and goes there.</summary>
    public string Until(params ReadOnlySpan<string> any)
    {
        var from = At;
        To(any);
        return words.Between(from, At);
    }

    /// <summary>The rest as text.</summary>
    public string Rest => words.Between(At, End);

    /// <summary>Whether the word is somewhere from here on, outside parentheses.</summary>
    public bool Has(params ReadOnlySpan<string> any) => words.Find(At, any) < End;

    /// <summary>The parts of the rest between commas outside parentheses.</summary>
    public IEnumerable<SqlCursor> Parts()
    {
        for (var from = At; from < End; )
        {
            var comma = Math.Min(words.Find(from, ","), End);
            yield return new(words, from, comma);
            from = comma + 1;
        }

        At = End;
    }
}
