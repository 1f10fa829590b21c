using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>The exclusion constraints of tables: rows whose other columns are equal have spans, of one column or
/// between two, that must not overlap. Where no two rows have both the same, and different spans never overlap, they
/// hold.</summary>
/// <param name="beyond">What an inspector found of the constraints.</param>
internal sealed partial class Spans(UnmodelledStructure beyond)
{
    /// <summary>The table with each constraint as a unique key.</summary>
    public Table With(Table table)
    {
        var spans = Of(table).ToList();
        var keys = Constraints(table)
            .Select(each => new UniqueConstraint(
                each.Name,
                [.. Equal(each.Parts), .. spans.Where(span => span.Name == each.Name).SelectMany(span => span.Columns)]
            ))
            .Where(key => key.Columns.Count > 0)
            .ToList();
        return keys.Count == 0 ? table : table with { Uniques = [.. table.Uniques, .. keys] };
    }

    /// <summary>The constraints over spans.</summary>
    public IEnumerable<Span> Of(Table table) =>
        from constraint in Constraints(table)
        from overlapping in constraint.Parts.Where(part => part.Operator is "&&").Take(1)
        let ends = Ends(table, overlapping.Part)
        where ends is not null
        select new Span(constraint.Name, Equal(constraint.Parts), ends.Value.From, ends.Value.To);

    private IEnumerable<(string Name, List<(IndexColumn Part, string Operator)> Parts)> Constraints(Table table) =>
        from part in beyond.Parts
        where part.Kind is "table" && part.Name == table.Name
        let fact = Fact().Match(part.Text)
        where fact.Success
        let name = fact.Groups["name"].Value.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal)
        let index = table.Indexes.FirstOrDefault(index => index.Name == name)
        where index is not null
        select (name, index.Columns.Zip(fact.Groups["operators"].Value.Split(", ")).ToList());

    private static ValueList<string> Equal(List<(IndexColumn Part, string Operator)> parts) =>
        [.. parts.Where(each => each.Operator is "=" && !each.Part.IsExpression).Select(each => each.Part.Name)];

    // A column that is a span, or tstzrange(starts_at, ends_at).
    private static (string From, string? To)? Ends(Table table, IndexColumn part)
    {
        if (!part.IsExpression)
        {
            return (part.Name, null);
        }

        var named = Range().Match(part.Name) is { Success: true } range
            ? table.Columns.Select(column => column.Name).Where(range.Groups["ends"].Value.MentionsColumn).ToList()
            : [];
        return named.Count != 2 ? null
            : Places(part.Name, named[0]) < Places(part.Name, named[1]) ? (named[0], named[1])
            : (named[1], named[0]);
    }

    private static int Places(string sql, string column) =>
        Regex
            .Match(
                sql,
                $"(?<![\\w\"]){Regex.Escape(column)}(?!\\w)|\"{Regex.Escape(column)}\"",
                RegexOptions.IgnoreCase,
                TimeSpan.FromSeconds(1)
            )
            .Index;

    [GeneratedRegex("^constraint (?<name>.+) excludes by (?<operators>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fact();

    [GeneratedRegex(
        @"^\(?(ts|tstz|date|int4|int8|num)range\((?<ends>.+)\)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Range();
}

/// <summary>Spans that must not overlap.</summary>
/// <param name="Name">The constraint.</param>
/// <param name="Equal">The columns that rows agree in whose spans must not.</param>
/// <param name="From">Where they begin, or the column that they are.</param>
/// <param name="To">Where they end; null for a column of spans.</param>
internal sealed record Span(string Name, ValueList<string> Equal, string From, string? To)
{
    /// <summary>The columns of the span.</summary>
    public IEnumerable<string> Columns => To is { } to ? [From, to] : [From];
}
