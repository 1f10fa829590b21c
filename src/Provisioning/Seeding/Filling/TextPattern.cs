using System.Globalization;
using System.Text;

namespace Provisioning.Seeding.Filling;

/// <summary>Texts that a LIKE, a GLOB or a simple regular expression matches.</summary>
internal sealed class TextPattern
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const int Usual = 6;

    private readonly List<(string Among, int Least, int? Most)> _parts;

    private TextPattern(List<(string Among, int Least, int? Most)> parts) => _parts = parts;

    /// <summary>Texts that a LIKE matches.</summary>
    public static TextPattern Like(string pattern) => Wildcards(pattern, any: '%', one: '_');

    /// <summary>Texts that a GLOB matches.</summary>
    public static TextPattern? Glob(string pattern) =>
        pattern.Contains('[', StringComparison.Ordinal)
            ? Regex(string.Concat(pattern.Select(c => "*?.+(){}|\\$".Contains(c) ? Sign(c) : c.ToString())))
            : Wildcards(pattern, any: '*', one: '?');

    /// <summary>Texts that a regular expression matches; null for one that is not simple.</summary>
    public static TextPattern? Regex(string pattern)
    {
        try
        {
            var reader = new Reader(pattern);
            var parts = reader.Alternatives();
            return reader.IsAtEnd ? new(parts) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The texts of such a length.</summary>
    /// <param name="shortest">The least number of characters.</param>
    /// <param name="longest">The largest; null for no limit.</param>
    public ColumnValues Values(int shortest, int? longest)
    {
        var repeated = Usual;
        while (repeated > 1 && Length(repeated) > (longest ?? int.MaxValue))
        {
            repeated--;
        }

        while (repeated < 100 && Length(repeated) < shortest)
        {
            repeated++;
        }

        string[] places = [.. _parts.SelectMany(part => Enumerable.Repeat(part.Among, Times(part, repeated)))];
        var count = places.Aggregate(1L, (all, place) => all > long.MaxValue / 100 ? all : all * place.Length);
        return new(count, at => Text(places, at));
    }

    private static string Sign(char c) =>
        c switch
        {
            '*' => ".*",
            '?' => ".",
            _ => $"\\{c}",
        };

    private int Length(int repeated) => _parts.Sum(part => Times(part, repeated));

    private static int Times((string Among, int Least, int? Most) part, int repeated) =>
        part.Most == part.Least ? part.Least : Math.Min(part.Most ?? int.MaxValue, Math.Max(part.Least, repeated));

    private static string Text(string[] places, long number)
    {
        var text = new char[places.Length];
        for (var at = places.Length - 1; at >= 0; at--)
        {
            text[at] = places[at][(int)(number % places[at].Length)];
            number /= places[at].Length;
        }

        return new(text);
    }

    private static TextPattern Wildcards(string pattern, char any, char one)
    {
        var parts = new List<(string, int, int?)>();
        for (var at = 0; at < pattern.Length; at++)
        {
            parts.Add(
                pattern[at] == any ? (Letters, 0, null)
                : pattern[at] == one ? (Letters, 1, 1)
                : (pattern[pattern[at] is '\\' && at + 1 < pattern.Length ? ++at : at].ToString(), 1, 1)
            );
        }

        return new(parts);
    }

    // Anchors are passed over: a text that is nothing but the match satisfies both kinds.
    private sealed class Reader(string pattern)
    {
        private int _at;

        public bool IsAtEnd => _at == pattern.Length;

        // The first alternative will do.
        public List<(string, int, int?)> Alternatives()
        {
            var first = Sequence();
            while (Take('|'))
            {
                Sequence();
            }

            return first;
        }

        private List<(string, int, int?)> Sequence()
        {
            var parts = new List<(string, int, int?)>();
            while (!IsAtEnd && pattern[_at] is not ('|' or ')'))
            {
                if (Take('^') || Take('$'))
                {
                    continue;
                }

                if (Take('('))
                {
                    if (Take('?') && !Take(':'))
                    {
                        throw new FormatException();
                    }

                    var inner = Alternatives();
                    Require(')');
                    var (least, _) = Quantity();
                    parts.AddRange(Enumerable.Repeat(inner, least).SelectMany(each => each));
                    continue;
                }

                var among = Take('[') ? Class() : One();
                var (from, to) = Quantity();
                parts.Add((among, from, to));
            }

            return parts;
        }

        private string One()
        {
            var c = Next();
            return c switch
            {
                '.' => Letters,
                '\\' => Escape(Next()),
                '*' or '+' or '?' or '{' => throw new FormatException(),
                _ => c.ToString(),
            };
        }

        private static string Escape(char c) =>
            c switch
            {
                'd' => Digits,
                'w' => Letters + Digits,
                's' => " ",
                _ when char.IsLetterOrDigit(c) => throw new FormatException(),
                _ => c.ToString(),
            };

        private string Class()
        {
            var isNot = Take('^');
            var among = new StringBuilder();
            for (var isFirst = true; isFirst || pattern[_at] is not ']'; isFirst = false)
            {
                var c = Next();
                if (c is '[' && Take(':'))
                {
                    among.Append(Named());
                }
                else if (c is '\\')
                {
                    among.Append(Escape(Next()));
                }
                else if (_at + 1 < pattern.Length && pattern[_at] is '-' && pattern[_at + 1] is not ']')
                {
                    _at++;
                    for (var each = c; each <= pattern[_at]; each++)
                    {
                        among.Append(each);
                    }

                    _at++;
                }
                else
                {
                    among.Append(c);
                }

                if (IsAtEnd)
                {
                    throw new FormatException();
                }
            }

            _at++;
            var found = isNot
                ? string.Concat((Letters + Digits + Capitals).Where(c => !among.ToString().Contains(c)))
                : among.ToString();
            return found.Length > 0 ? found : throw new FormatException();
        }

        private string Named()
        {
            var end = pattern.IndexOf(":]", _at, StringComparison.Ordinal);
            var name = end < 0 ? "" : pattern[_at..end];
            _at = end + 2;
            return name switch
            {
                "alpha" or "lower" => Letters,
                "alnum" => Letters + Digits,
                "digit" => Digits,
                "upper" => Capitals,
                "space" => " ",
                _ => throw new FormatException(),
            };
        }

        private (int Least, int? Most) Quantity()
        {
            var found =
                Take('*') ? (0, null)
                : Take('+') ? (1, null)
                : Take('?') ? (0, 1)
                : Take('{') ? Counted()
                : (1, (int?)1);
            Take('?');
            return found;
        }

        private (int Least, int? Most) Counted()
        {
            var least = Number() ?? 0;
            var most = Take(',') ? Number() : least;
            Require('}');
            return (least, most);
        }

        private int? Number()
        {
            var from = _at;
            while (!IsAtEnd && char.IsAsciiDigit(pattern[_at]))
            {
                _at++;
            }

            return from == _at ? null : int.Parse(pattern.AsSpan(from.._at), CultureInfo.InvariantCulture);
        }

        private char Next() => IsAtEnd ? throw new FormatException() : pattern[_at++];

        private bool Take(char c)
        {
            var isThere = !IsAtEnd && pattern[_at] == c;
            _at += isThere ? 1 : 0;
            return isThere;
        }

        private void Require(char c)
        {
            if (!Take(c))
            {
                throw new FormatException();
            }
        }
    }
}
