using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

// Keys, checks, indexes and foreign keys.
internal sealed partial class ModelDifference
{
    // Constraints over a column that is dropped go with it, but for foreign keys of other tables.
    private void DropConstraints(IReadOnlyList<(ObjectName Table, Column Column)> gone)
    {
        var left = Now.Tables.Values.ToDictionary(
            table => table.Name,
            table =>
                gone.Where(column => column.Table == table.Name)
                    .Aggregate(table, (rest, column) => rest.WithoutColumn(column.Column.Name))
        );
        bool HasLost(ObjectName table, ValueList<string> columns) =>
            left.TryGetValue(table, out var rest)
            && !SameColumns(to.Find(table) is { } kept ? Keys(rest).Intersect(Keys(kept)) : [], columns);
        foreach (var table in Now.Tables.Values.ToList())
        {
            var kept = to.Find(table.Name);
            bool IsLeft(ForeignKey key) => left[table.Name].ForeignKeys.Contains(key);
            foreach (
                var key in table.ForeignKeys.Where(key =>
                    kept is not null
                    && key.Name is not null
                    && (
                        (IsLeft(key) && !kept.ForeignKeys.Contains(key))
                        || HasLost(key.References, key.ReferencedColumns)
                    )
                )
            )
            {
                changes.Add(new AddForeignKey(table.Name, key).Inverse!);
            }
        }

        foreach (var table in left.Values.Where(table => to.Find(table.Name) is not null))
        {
            DropConstraints(table, to.Find(table.Name)!);
        }
    }

    private IEnumerable<(string?, ValueList<string>)> Keys(Table table) =>
        [
            .. table.PrimaryKey is { } key
                ? [(dialect.NamesPrimaryKeys ? key.Name : null, key.Columns)]
                : Array.Empty<(string?, ValueList<string>)>(),
            .. table.Uniques.Select(unique => (unique.Name, unique.Columns)),
            .. table
                .Indexes.Where(index => index.IsUnique)
                .Select(index => ((string?)index.Name, index.Columns.Select(column => column.Name).ToValueList())),
        ];

    private bool IsSame(PrimaryKey? one, PrimaryKey other) =>
        dialect.NamesPrimaryKeys ? one == other : one is not null && one with { Name = other.Name } == other;

    private static bool SameColumns(
        IEnumerable<(string?, ValueList<string> Columns)> keys,
        ValueList<string> columns
    ) => keys.Any(key => key.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(columns));

    private void DropConstraints(Table table, Table kept)
    {
        foreach (var check in table.Checks.Where(check => check.Name is not null && !kept.Checks.Contains(check)))
        {
            changes.Add(new AddCheck(table.Name, check).Inverse!);
        }

        foreach (var unique in table.Uniques.Where(unique => unique.Name is not null && !kept.Uniques.Contains(unique)))
        {
            changes.Add(new AddUnique(table.Name, unique).Inverse!);
        }

        foreach (var index in table.Indexes.Where(index => !kept.Indexes.Contains(index)))
        {
            changes.Add(others.Dropping(table.Name, index), new DropIndex(table.Name, index.Name));
        }

        if (table.PrimaryKey is { } key && !IsSame(kept.PrimaryKey, key))
        {
            changes.Add(
                new DropConstraint(table.Name, key.Name ?? $"PK_{table.Name.Name}", ConstraintKind.PrimaryKey)
                {
                    Was = new AddPrimaryKey(table.Name, key),
                }
            );
        }
    }

    private void AddConstraints(Table table)
    {
        if (table.PrimaryKey is { } key && !IsSame(Now.Find(table.Name)!.PrimaryKey, key))
        {
            changes.Add(new AddPrimaryKey(table.Name, key));
        }

        foreach (var unique in table.Uniques.Where(unique => !Now.Find(table.Name)!.Uniques.Contains(unique)))
        {
            changes.Add(new AddUnique(table.Name, unique));
        }

        foreach (var check in table.Checks.Where(check => !Now.Find(table.Name)!.Checks.Contains(check)))
        {
            changes.Add(new AddCheck(table.Name, check));
        }

        foreach (var index in table.Indexes.Where(index => !Now.Find(table.Name)!.Indexes.Contains(index)))
        {
            changes.Add(others.Creating(table.Name, index), new CreateIndex(table.Name, index));
        }
    }

    private void AddForeignKeys(Table table)
    {
        foreach (var key in table.ForeignKeys.Where(key => !Now.Find(table.Name)!.ForeignKeys.Contains(key)))
        {
            changes.Add(new AddForeignKey(table.Name, key));
        }
    }
}
