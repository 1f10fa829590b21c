using System.Globalization;
using Provisioning.Dialects;

namespace Provisioning.Seeding.Filling;

/// <summary>A condition by which one column follows from others: <c>total = price * quantity</c>,
/// <c>net + tax = gross</c>.</summary>
/// <param name="Column">The column.</param>
/// <param name="Plus">What is added up for it.</param>
/// <param name="Minus">What is taken away from that.</param>
internal sealed record CheckEquation(string Column, IReadOnlyList<EquationTerm> Plus, IReadOnlyList<EquationTerm> Minus)
{
    /// <summary>The columns that it follows from.</summary>
    public IEnumerable<string> Operands =>
        Plus.Concat(Minus).SelectMany(term => term.Columns).Distinct(StringComparer.Ordinal);

    /// <summary>Whether it is the value of one other column.</summary>
    public bool IsCopy => this is { Plus: [{ Factor: 1, Columns.Count: 1 }], Minus.Count: 0 };

    /// <summary>The column's value.</summary>
    /// <param name="value">The values of the others.</param>
    /// <returns>It; null where one of the others is NULL or no number.</returns>
    public decimal? Of(Func<string, decimal?> value)
    {
        try
        {
            return Plus.Aggregate((decimal?)0, (all, term) => all + term.Of(value))
                - Minus.Aggregate((decimal?)0, (all, term) => all + term.Of(value));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The equations that a check asks for, joined by AND.</summary>
    public static IEnumerable<CheckEquation> In(string check)
    {
        var words = new SqlWords(check, postgres: true);
        return In(words, 0, words.Count);
    }

    private static IEnumerable<CheckEquation> In(SqlWords words, int from, int to)
    {
        while (words.Is(from, "(") && words.Find(from + 1, ")") == to - 1)
        {
            (from, to) = (from + 1, to - 1);
        }

        if (Find(words, from, to, "OR") < to)
        {
            return [];
        }

        if (Find(words, from, to, "AND") is var and && and < to)
        {
            return In(words, from, and).Concat(In(words, and + 1, to));
        }

        var sign = Find(words, from, to, "=");
        return
            sign > from
            && sign < to
            && !words.Is(sign - 1, "<", ">", "!", "=")
            && new EquationReader(words, from, sign).Read() is { } left
            && new EquationReader(words, sign + 1, to).Read() is { } right
            && Solved(left, right) is { } solved
            ? [solved]
            : [];
    }

    private static int Find(SqlWords words, int from, int to, string word) => Math.Min(to, words.Find(from, word));

    // A column alone on its side, or the last that is by itself.
    private static CheckEquation? Solved(
        IReadOnlyList<(bool IsMinus, EquationTerm Term)> left,
        IReadOnlyList<(bool IsMinus, EquationTerm Term)> right
    )
    {
        // All on one side: what is to be 0.
        var all = left.Concat(right.Select(each => (IsMinus: !each.IsMinus, each.Term))).ToList();
        bool IsAlone((bool IsMinus, EquationTerm Term) each) =>
            each.Term is { Factor: 1, Columns: [var column] }
            && all.Count(other => other.Term.Columns.Contains(column, StringComparer.OrdinalIgnoreCase)) == 1;
        var found =
            left is [{ IsMinus: false } first] && IsAlone(first) ? 0
            : right is [{ IsMinus: false } last] && IsAlone(last) ? all.Count - 1
            : all.FindLastIndex(IsAlone);
        if (found < 0 || all.Count < 2 || all.TrueForAll(each => each == all[found] || each.Term.Columns.Count == 0))
        {
            return null;
        }

        var (isMinus, solved) = all[found];
        var others = all.Where((_, at) => at != found).ToList();
        // column + rest = 0, or rest − column = 0.
        return new(
            solved.Columns[0],
            [.. others.Where(each => each.IsMinus != isMinus).Select(each => each.Term)],
            [.. others.Where(each => each.IsMinus == isMinus).Select(each => each.Term)]
        );
    }
}

/// <summary>A product of columns and a number.</summary>
/// <param name="Factor">The number.</param>
/// <param name="Columns">The columns.</param>
internal sealed record EquationTerm(decimal Factor, IReadOnlyList<string> Columns)
{
    /// <summary>Its value; null where a column has none.</summary>
    public decimal? Of(Func<string, decimal?> value) =>
        Columns.Aggregate((decimal?)Factor, (product, column) => product * value(column));
}

/// <summary>Reads sums of products, multiplied out.</summary>
/// <param name="words">The condition.</param>
/// <param name="from">Where the sum begins.</param>
/// <param name="to">Where it ends.</param>
internal sealed class EquationReader(SqlWords words, int from, int to)
{
    private const int MostTerms = 16;

    private int _at = from;

    /// <summary>The terms, and which of them are taken away; null where it is something else.</summary>
    public IReadOnlyList<(bool IsMinus, EquationTerm Term)>? Read() =>
        Sum() is { } sum && _at == to && sum.Count <= MostTerms
            ? [.. sum.Select(term => (term.Factor < 0, term with { Factor = Math.Abs(term.Factor) }))]
            : null;

    private List<EquationTerm>? Sum()
    {
        var sum = Product();
        while (sum is not null && _at < to && words.Is(_at, "+", "-"))
        {
            var sign = words.Is(_at++, "-") ? -1 : 1;
            sum = Product() is { } next
                ? [.. sum, .. next.Select(term => term with { Factor = sign * term.Factor })]
                : null;
        }

        return sum;
    }

    private List<EquationTerm>? Product()
    {
        var product = Atom();
        while (product is not null && _at < to && words.Is(_at, "*", "/"))
        {
            var isDivided = words.Is(_at++, "/");
            product =
                Atom() is not { } next ? null
                : isDivided
                    // Of whole numbers engines drop the rest; a power of ten in it leaves none where prices are in it.
                    ? next is [{ Factor: not 0, Columns.Count: 0 } number]
                            ? [.. product.Select(term => term with { Factor = term.Factor / number.Factor })]
                        : null
                :
                [
                    .. from one in product
                    from other in next
                    select new EquationTerm(one.Factor * other.Factor, [.. one.Columns, .. other.Columns]),
                ];
        }

        return product;
    }

    private List<EquationTerm>? Atom()
    {
        if (_at >= to)
        {
            return null;
        }

        var sign = 1;
        while (words.Is(_at, "-", "+"))
        {
            sign = words.Is(_at++, "-") ? -sign : sign;
        }

        var found = Bare();
        Casts();
        return found?.ConvertAll(term => term with { Factor = sign * term.Factor });
    }

    private List<EquationTerm>? Bare()
    {
        var word = words[_at].ToString();
        if (word is "(" || (words.Is(_at, "ROUND", "COALESCE") && words.Is(_at + 1, "(")))
        {
            _at += word is "(" ? 1 : 2;
            var inner = Sum();
            if (words.Is(_at, ",") && word is not "(")
            {
                // To how many places, or what a column is that is NULL: those here are whole, and never are.
                _at = words.Find(_at, ")");
            }

            return words.Is(_at++, ")") ? inner : null;
        }

        if (word.Length > 0 && char.IsAsciiDigit(word[0]))
        {
            _at++;
            if (words.Is(_at, ".") && words[_at + 1] is [>= '0' and <= '9', ..])
            {
                word = words.Between(_at - 1, _at + 2);
                _at += 2;
            }

            return decimal.TryParse(word, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? [new(number, [])]
                : null;
        }

        if (word is ['\'', .. var literal, '\''])
        {
            _at++;
            return decimal.TryParse(literal, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? [new(number, [])]
                : null;
        }

        if (word.Length == 0 || !(word[0] is '"' || SqlScan.IsLetter(word[0])) || words.Is(_at + 1, "("))
        {
            return null;
        }

        _at++;
        return [new(1, [word[0] is '"' ? word[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : word])];
    }

    // ::numeric(12,2)
    private void Casts()
    {
        while (words.IsAll(_at, ":", ":"))
        {
            _at += 2;
            while (_at < to && SqlScan.IsLetter(words[_at].IsEmpty ? ' ' : words[_at][0]))
            {
                _at++;
            }

            if (words.Is(_at, "("))
            {
                _at = words.Find(_at + 1, ")") + 1;
            }
        }
    }
}
