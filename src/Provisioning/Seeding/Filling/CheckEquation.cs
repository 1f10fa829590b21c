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
