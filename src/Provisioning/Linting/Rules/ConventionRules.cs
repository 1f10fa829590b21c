using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Conventions that a team may have: L85 to L87. Each runs only where it is asked for.</summary>
internal static class ConventionRules
{
    // Bytes of padding in a row that are worth another order of columns.
    private const int Worthwhile = 8;

    internal static readonly LintRule Naming = new(
        "L85",
        "naming-convention",
        RuleGroup.Design,
        Severity.Note,
        "A name is not in small letters, digits and underscores."
    )
    {
        IsOptional = true,
        Why = "SQL needs it in quotes for ever: \"UserId\" is another column than UserId, which is userid.",
        Safe = "snake_case, beginning with a letter.",
        Silent = "Names that are there already.",
    };

    internal static readonly LintRule NoComment = new(
        "L86",
        "comment-required",
        RuleGroup.Design,
        Severity.Note,
        "A table or a column is added without a description."
    )
    {
        IsOptional = true,
        Why = "What a column means is known when it is added, and asked about years later.",
        Safe = "WithDescription and WithColumnDescription; PostgreSQL keeps them as comments.",
        Silent = "Tables that a query makes.",
    };

    internal static readonly LintRule Padding = new(
        "L87",
        "column-padding",
        RuleGroup.Design,
        Severity.Note,
        "The order of a new table's columns wastes eight bytes or more of each row."
    )
    {
        IsOptional = true,
        Scope = RuleScope.TableLocks,
        Why =
            "PostgreSQL aligns a bigint or timestamp to eight bytes, so that a boolean before it takes eight as well.",
        Safe = "Columns of eight bytes first, then of four, of two, of one, and those of no fixed length last.",
        Silent = "Less than eight bytes, and tables that are there already.",
        Sqlite = "Silent: values are not aligned.",
    };

    internal static readonly IReadOnlyList<LintRule> All = [Naming, NoComment, Padding];

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        [
            .. DesignRules.NamesOf(scene.Change.Does).Where(name => !IsPlain(name)).Select(name => Named(name, scene)),
            .. scene.Change.Does switch
            {
                CreateTable o when scene.Change.Kind is not "query" =>
                [
                    .. Undescribed(o.Table.Name.ToString(), o.Table.Description, scene),
                    .. o.Table.Columns.SelectMany(column => Undescribed(o.Table.Name, column, scene)),
                    .. Padded(o.Table, scene),
                ],
                AddColumn o => Undescribed(o.Table, o.Column, scene),
                _ => [],
            },
        ];

    private static bool IsPlain(string name) =>
        name is [>= 'a' and <= 'z', ..]
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_');

    private static LintFinding Named(string name, Scene scene) =>
        scene.Find(Naming, name, $"{name} is not in small letters, digits and underscores, beginning with a letter.");

    private static IEnumerable<LintFinding> Undescribed(ObjectName table, Column column, Scene scene) =>
        Undescribed($"{table}.{column.Name}", column.Description, scene);

    private static IEnumerable<LintFinding> Undescribed(string name, string? description, Scene scene)
    {
        if (description is null)
        {
            yield return scene.Find(NoComment, name, $"{name} has no description.");
        }
    }

    private static IEnumerable<LintFinding> Padded(Table table, Scene scene)
    {
        var columns = table.Columns.Select(column => (column.Name, Size: SizeOf(column, scene.Dialect))).ToList();
        var best = columns.OrderByDescending(column => column.Size.Alignment).ThenBy(column => column.Size.Bytes is 0);
        var better = best.ToList();
        var wasted = Bytes(columns.Select(column => column.Size)) - Bytes(better.Select(column => column.Size));
        if (wasted >= Worthwhile)
        {
            yield return scene.Find(
                Padding,
                $"{table.Name}",
                $"{wasted} bytes of each row of {table.Name} are padding.",
                $"in this order: {string.Join(", ", better.Select(column => column.Name))}"
            );
        }
    }

    private static int Bytes(IEnumerable<(int Bytes, int Alignment)> columns) =>
        columns.Aggregate(0, (at, column) =>
            (at + column.Alignment - 1) / column.Alignment * column.Alignment + column.Bytes
        );

    // Short values of no fixed length are not aligned: they count as none.
    private static (int Bytes, int Alignment) SizeOf(Column column, Dialect dialect)
    {
        var type = PgType.Parse(dialect.TypeName(column.Type));
        return type switch
        {
            { IsArray: true } => (0, 1),
            { Name: "bigint" or "float8" or "timestamp" or "timestamptz" or "time" or "money" } => (8, 8),
            { Name: "interval" } => (16, 8),
            { Name: "timetz" } => (12, 8),
            { Name: "int" or "float4" or "date" or "oid" } => (4, 4),
            { Name: "smallint" } => (2, 2),
            { Name: "boolean" } => (1, 1),
            { Name: "uuid" } => (16, 1),
            _ => (0, 1),
        };
    }
}
