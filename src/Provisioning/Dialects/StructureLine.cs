using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>A line about a part of a database, apart from the expressions in it. An engine that prints an expression
/// may print it otherwise after a dump and a restore; it is compared by what a server makes of both.</summary>
/// <param name="Of">The table, view or other object that it is about.</param>
/// <param name="Text">What it says, with a mark for each expression.</param>
/// <param name="Expressions">The expressions, as the engine printed them.</param>
public sealed partial record StructureLine(string Of, string Text, IReadOnlyList<StructureExpression> Expressions)
{
    /// <summary>Where the SQL in the text begins, as of <see cref="ModelLine.SqlStart"/>.</summary>
    public int? SqlStart { get; init; }

    // From the private use area, which no engine prints by itself.
    private const char Begin = '\uE000';
    private const char End = '\uE001';

    /// <summary>Everything in the model, in the order of
    /// <see cref="ModelText.Lines(DatabaseModel, Dialect)"/>.</summary>
    public static IReadOnlyList<StructureLine> From(DatabaseModel model, Dialect dialect)
    {
        var all = new List<StructureExpression>();
        var marked = new ModelExpressions(
            (kind, table, sql) =>
            {
                all.Add(new(kind, table is { } name ? dialect.Quote(name) : null, sql));
                return string.Create(CultureInfo.InvariantCulture, $"{Begin}{all.Count - 1}{End}");
            }
        ).Map(model);
        return [.. ModelText.Lines(marked, dialect).Select(line => Cut(line, all))];
    }

    /// <summary>What an inspector found beyond the model.</summary>
    public static StructureLine From(UnmodelledPart part) =>
        new(
            part.Of,
            part.Expression is { } sql ? part.Text.Replace(sql, $"{Begin}0{End}", StringComparison.Ordinal) : part.Text,
            part is { Expression: { } expression, ValueType: { } type }
                ? [new(ExpressionKind.Value, type, expression)]
                : []
        )
        {
            SqlStart = part.Text.StartsWith("CREATE ", StringComparison.Ordinal) ? 0 : null,
        };

    /// <summary>The line with its expressions as they were printed.</summary>
    public ModelLine Printed() => With([.. Expressions.Select(expression => expression.Sql)]);

    /// <summary>The line with other texts for its expressions, in their order.</summary>
    public ModelLine With(IReadOnlyList<string> expressions) =>
        new(
            Of,
            Mark.Replace(Text, mark =>
                int.TryParse(mark.Groups["at"].ValueSpan, CultureInfo.InvariantCulture, out var at)
                && at < expressions.Count
                    ? expressions[at]
                    : mark.Value
            )
        )
        {
            SqlStart = SqlStart,
        };

    // Each line counts its own expressions, so that equal lines are equal.
    private static StructureLine Cut(ModelLine line, List<StructureExpression> all)
    {
        var own = new List<StructureExpression>();
        var text = Mark.Replace(line.Text, mark =>
        {
            own.Add(all[int.Parse(mark.Groups["at"].ValueSpan, CultureInfo.InvariantCulture)]);
            return string.Create(CultureInfo.InvariantCulture, $"{Begin}{own.Count - 1}{End}");
        });
        return new(line.Of, text, own) { SqlStart = line.SqlStart };
    }

    [GeneratedRegex("\uE000(?<at>[0-9]+)\uE001", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark { get; }
}

/// <summary>An SQL expression in a database's structure.</summary>
/// <param name="Kind">Where it is.</param>
/// <param name="Table">The table whose columns it may name, quoted; null for none. Of a
/// <see cref="ExpressionKind.Value"/> the type.</param>
/// <param name="Sql">The expression as the engine printed it.</param>
public sealed record StructureExpression(ExpressionKind Kind, string? Table, string Sql);

/// <summary>Where an expression is.</summary>
public enum ExpressionKind
{
    /// <summary>Over a row of a table: a check, a default, a generated column, an index, a policy.</summary>
    Row,

    /// <summary>Over OLD and NEW: the condition of a trigger.</summary>
    Trigger,

    /// <summary>The query of a view.</summary>
    Query,

    /// <summary>Over VALUE: the check of a domain.</summary>
    Value,
}
