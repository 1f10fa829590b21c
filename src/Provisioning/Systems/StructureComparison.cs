using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Systems;

/// <summary>The differences between two structures. SQL is compared by its tokens, and expressions that are printed
/// otherwise by what one server makes of both.</summary>
/// <param name="Missing">What the first has and the second lacks.</param>
/// <param name="Extra">What the second has beyond.</param>
public sealed record StructureComparison(IReadOnlyList<ModelLine> Missing, IReadOnlyList<ModelLine> Extra)
{
    /// <summary>Whether they agree.</summary>
    public bool IsAlike => Missing.Count == 0 && Extra.Count == 0;

    /// <summary>Compares them.</summary>
    /// <param name="expected">The first.</param>
    /// <param name="actual">The second.</param>
    /// <param name="session">Without a transaction, to a database that has the tables of one of them and that no one
    /// else uses. What is made in it is rolled back.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<StructureComparison> OfAsync(
        IReadOnlyList<StructureLine> expected,
        IReadOnlyList<StructureLine> actual,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var canonical = await CanonicalAsync(expected, actual, session, token);
        return Of(expected, actual, session.Database.Dialect, canonical);
    }

    /// <summary>Compares them without a server, by what each printed.</summary>
    public static StructureComparison Of(
        IReadOnlyList<StructureLine> expected,
        IReadOnlyList<StructureLine> actual,
        Dialect dialect
    ) => Of(expected, actual, dialect, new Dictionary<StructureExpression, string>());

    /// <summary>Compares them by what a server made of the expressions in which they differ.</summary>
    internal static StructureComparison Of(
        IReadOnlyList<StructureLine> expected,
        IReadOnlyList<StructureLine> actual,
        Dialect dialect,
        IReadOnlyDictionary<StructureExpression, string> canonical
    )
    {
        var (missing, extra) = (Without(expected, actual, dialect), Without(actual, expected, dialect));
        (string Of, string Text) Canonical(StructureLine line) =>
            line.With([.. line.Expressions.Select(each => canonical.GetValueOrDefault(each, each.Sql))])
                .Meaning(dialect);
        var (here, there) = (missing.Select(Canonical).ToHashSet(), extra.Select(Canonical).ToHashSet());
        return new(
            Printed([.. missing.Where(line => !there.Contains(Canonical(line)))]),
            Printed([.. extra.Where(line => !here.Contains(Canonical(line)))])
        );
    }

    /// <summary>What the server makes of the expressions in which the two differ; none where that decides
    /// nothing.</summary>
    internal static async Task<IReadOnlyDictionary<StructureExpression, string>> CanonicalAsync(
        IReadOnlyList<StructureLine> expected,
        IReadOnlyList<StructureLine> actual,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var (missing, extra) = (Without(expected, actual, dialect), Without(actual, expected, dialect));
        StructureExpression[] printed = [.. missing.Concat(extra).SelectMany(line => line.Expressions).Distinct()];
        if (printed.Length == 0 || missing.Count == 0 || extra.Count == 0)
        {
            return new Dictionary<StructureExpression, string>();
        }

        var parsed = await session.ReparseAsync(printed, token);
        return printed.Zip(parsed).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static List<StructureLine> Without(
        IReadOnlyList<StructureLine> lines,
        IReadOnlyList<StructureLine> others,
        Dialect dialect
    )
    {
        var known = others.Select(line => line.Printed().Meaning(dialect)).ToHashSet();
        return [.. lines.Where(line => !known.Contains(line.Printed().Meaning(dialect)))];
    }

    private static IReadOnlyList<ModelLine> Printed(List<StructureLine> lines) =>
        [.. lines.Select(line => line.Printed()).Distinct()];
}
