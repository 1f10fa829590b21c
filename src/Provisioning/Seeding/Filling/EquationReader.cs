using System.Globalization;
using Provisioning.Dialects;

namespace Provisioning.Seeding.Filling;

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
