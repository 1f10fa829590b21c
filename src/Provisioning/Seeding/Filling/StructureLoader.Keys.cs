using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// What the foreign keys of a table may refer to.
public sealed partial class StructureLoader
{
    private async Task<TableFormula> FormulaAsync(
        Table table,
        int way,
        long count,
        IReadOnlyList<Table> circle,
        CancellationToken token
    )
    {
        TableFormula? own = null;
        async Task<ParentKeys> Read(ForeignKey key) =>
            key.References == table.Name ? OwnKeys(table, key, count, () => own)
            : circle.Any(other => other.Name == key.References) && !IsLeftNull(table, key)
                ? Keys(key, _counts.GetValueOrDefault(key.References), () =>
                    _formulas.GetValueOrDefault(key.References)
                )
            : await KeysAsync(table, key, token);

        var parents = new Dictionary<ForeignKey, ParentKeys>();
        foreach (var key in table.ForeignKeys)
        {
            parents[key] = await Read(key);
        }

        return own = Made(table, await ReferencesAsync(table, Read)).Formula(parents, way, count);
    }

    private TableFill Made(Table table, IReadOnlyList<PolymorphicParents>? references = null) =>
        new(table, _structure.Types, new() { Seed = options.Seed })
        {
            LoadSeed = options.Seed,
            Edges = options.Edges,
            Polymorphic = references ?? [],
            Spans = [.. _spans.Of(table)],
            Tables = _model.Find,
            Shape = options.Like.GetValueOrDefault(table.Name),
        };

    private bool IsLeftNull(Table table, ForeignKey key) =>
        _order.LeftNull.Contains((table.Name, key)) && FillOrder.MayBeNull(table, key);

    // Rows of a tree that share other columns with their parents are roots.
    private static ParentKeys OwnKeys(Table table, ForeignKey key, long count, Func<TableFormula?> own) =>
        table.ForeignKeys.Any(other => other != key && other.Columns.Any(key.Columns.Contains))
        || key.ReferencedColumns.Any(key.Columns.Contains)
            ? ParentKeys.None
            : Keys(key, count, own);

    // Of a table whose formula is not known yet when this is made.
    private static ParentKeys Keys(ForeignKey key, long count, Func<TableFormula?> formula)
    {
        Func<long, IReadOnlyList<object?>>? read = null;
        var none = new object?[key.Columns.Count];
        return new(count, row =>
            (read ??= formula()?.Reader(key.ReferencedColumns)) is { } values ? values(row) : none
        );
    }

    private async Task<ParentKeys> KeysAsync(Table table, ForeignKey key, CancellationToken token)
    {
        if (IsLeftNull(table, key))
        {
            return ParentKeys.None;
        }

        if (_formulas.TryGetValue(key.References, out var formula))
        {
            if (formula.Count == 0)
            {
                return ParentKeys.None;
            }

            if (formula.Reader(key.ReferencedColumns) is { } read)
            {
                var column = key.ReferencedColumns.Count == 1 ? key.ReferencedColumns[0] : null;
                return new(formula.Count, read)
                {
                    Clock = formula.Clock,
                    Write = column is null ? null : formula.Writer(column),
                    Type = column is null ? null : formula.TypeOf(column),
                };
            }
        }

        return _model.Find(key.References) is { } parent && (_full.Contains(key.References) || formula is not null)
            ? ParentKeys.Of(await _read.ReadAsync(parent, key.ReferencedColumns, token))
            : ParentKeys.None;
    }

    // A key that is made of the key of a row that is made of it has no beginning.
    private static string? Impossible(IReadOnlyList<Table> circle) =>
        (
            from table in circle
            from key in table.ForeignKeys
            let parent = circle.FirstOrDefault(other => other.Name == key.References && other != table)
            where
                parent is not null
                && !FillOrder.MayBeNull(table, key)
                && parent.ForeignKeys.Any(its =>
                    circle.Any(other => other.Name == its.References) && its.Columns.Any(key.ReferencedColumns.Contains)
                )
            select "its foreign keys are a circle over the keys themselves: "
                + string.Join(", ", circle.Select(each => each.Name))
        ).FirstOrDefault();
}
