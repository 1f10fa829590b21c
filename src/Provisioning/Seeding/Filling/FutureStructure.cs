using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>A structure with what later versions of it ask for, so that rows that are there before a migration satisfy
/// what it adds, as those of a living database do.</summary>
/// <param name="model">The structure.</param>
/// <param name="beyond">What it has beyond.</param>
/// <param name="later">What becomes of it, in order.</param>
internal sealed class FutureStructure(
    DatabaseModel model,
    UnmodelledStructure beyond,
    IReadOnlyList<DatabaseModel> later
)
{
    /// <summary>The structure.</summary>
    public DatabaseModel Now => model;

    /// <summary>What it has beyond.</summary>
    public UnmodelledStructure Beyond => beyond;

    /// <summary>The types that the database declares.</summary>
    public KnownTypes Types { get; } = new(model, beyond);

    /// <summary>The table with the constraints that later versions have over columns that it has.</summary>
    public Table Of(Table table) =>
        later
            .Select(structure => structure.Find(table.Name))
            .OfType<Table>()
            .Aggregate(table, (known, next) =>
                known with
                {
                    Checks =
                    [
                        .. known.Checks,
                        .. next.Checks.Where(check =>
                            known.Checks.All(each => each.Expression != check.Expression)
                            && IsOver(known, next, check.Expression)
                        ),
                    ],
                    Uniques =
                    [
                        .. known.Uniques,
                        .. next.Uniques.Where(unique =>
                            !known.Uniques.Any(each => each.Columns.Equals(unique.Columns))
                            && unique.Columns.All(name => known.Find(name) is not null)
                        ),
                    ],
                    Indexes =
                    [
                        .. known.Indexes,
                        .. next.Indexes.Where(index =>
                            index.IsUnique
                            && known.Indexes.All(each => each.Name != index.Name)
                            && index.Columns.All(part =>
                                part.IsExpression ? IsOver(known, next, part.Name) : known.Find(part.Name) is not null
                            )
                        ),
                    ],
                    ForeignKeys = [.. known.ForeignKeys, .. next.ForeignKeys.Where(key => IsPossible(known, key))],
                }
            );

    /// <summary>The types that the table's columns have later.</summary>
    public IReadOnlyList<(string Column, ColumnType Type, KnownTypes Types)> LaterTypes(ObjectName table) =>
        [
            .. later.SelectMany(structure =>
                (structure.Find(table)?.Columns ?? [])
                    .Select(column => (column.Name, column.Type))
                    .Where(column => model.Find(table)?.Find(column.Name)?.Type is { } type && type != column.Type)
                    .Distinct()
                    .Select(column => (column.Name, column.Type, new KnownTypes(structure, beyond)))
            ),
        ];

    // An expression that names a column that is still to come is about that.
    private static bool IsOver(Table known, Table next, string expression) =>
        next.Columns.All(column => known.Find(column.Name) is not null || !expression.MentionsColumn(column.Name));

    private bool IsPossible(Table known, ForeignKey key) =>
        !known.ForeignKeys.Any(each => each.Columns.Equals(key.Columns) && each.References == key.References)
        && key.Columns.All(name => known.Find(name) is not null)
        && (
            model.Find(key.References) is { } parent
                ? key.ReferencedColumns.All(name => parent.Find(name) is not null)
                : FillOrder.MayBeNull(known, key)
        );
}
