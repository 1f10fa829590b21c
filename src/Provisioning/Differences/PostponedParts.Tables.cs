using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

// What of a table is later, and what it is until then.
internal sealed partial class PostponedParts
{
    // A partitioned table takes no constraint with an index that is there, and an index of SQL alone is not built on
    // each of its partitions.
    private IEnumerable<PostponedIndex> Later(Table table, Table was)
    {
        var isPartitioned = _to.Beyond.IsPartitioned(table.Name);
        PostponedIndex Key(string name, ValueList<string> columns) =>
            new(new(name, [.. columns.Select(column => new IndexColumn(column))]) { IsUnique = true }, isKey: true);
        if (table.PrimaryKey is { Name: { } primary } key && key != was.PrimaryKey && !isPartitioned)
        {
            yield return Key(primary, key.Columns);
        }

        foreach (var unique in table.Uniques.Where(each => !was.Uniques.Contains(each) && !isPartitioned))
        {
            if (unique.Name is { } name)
            {
                yield return Key(name, unique.Columns);
            }
        }

        foreach (var index in table.Indexes.Where(each => !was.Indexes.Contains(each)))
        {
            if (!_to.Beyond.Excludes(table.Name, index) && (!isPartitioned || index.IsPlain))
            {
                yield return new(index, isKey: false);
            }
        }
    }

    private Table FirstOf(Table table)
    {
        if (_start.Find(table.Name) is not { } was)
        {
            return table;
        }

        var later = _indexes[table.Name];
        var left =
            later.Count > 0 ? Surviving(was, table) : table with { PrimaryKey = null, Uniques = [], Indexes = [] };
        bool IsLater(string? name) => later.Exists(each => each.Index.Name == name);
        var key = table.PrimaryKey is { } own && (own == was.PrimaryKey || !IsLater(own.Name)) ? own : left.PrimaryKey;
        var proofs = table.Columns.Where(column => IsProvenLater(table, was, column, key)).ToList();
        return table with
        {
            Columns =
            [
                .. table.Columns.Select(column =>
                    key?.Columns.Contains(column.Name) is true ? column with { IsNullable = false }
                    : proofs.Contains(column) ? column with { IsNullable = true }
                    : column
                ),
            ],
            PrimaryKey = key,
            Uniques =
            [
                .. table.Uniques.Where(each => was.Uniques.Contains(each) || !IsLater(each.Name)),
                .. left.Uniques.Except(table.Uniques),
            ],
            Indexes =
            [
                .. table.Indexes.Where(each => was.Indexes.Contains(each) || !IsLater(each.Name)),
                .. left.Indexes.Except(table.Indexes).Where(each => !_beyond.Excludes(table.Name, each)),
            ],
            Checks = [.. table.Checks, .. proofs.Select(column => Proof(table, was, column.Name))],
        };
    }

    // The keys and indexes that go only when others take their place.
    private Table Surviving(Table was, Table table)
    {
        var names = _to
            .Model.Tables.Values.Where(other => other.Name != table.Name)
            .SelectMany(Names)
            .ToHashSet(StringComparer.Ordinal);
        bool IsAnother(Column column) =>
            table.Find(column.Name) is not { } kept
            || kept.Type != column.Type
            || kept.Collation != column.Collation
            || kept.Computed != column.Computed;
        var left = was.Columns.Where(IsAnother).Aggregate(was, (rest, column) => rest.WithoutColumn(column.Name));
        return left with
        {
            PrimaryKey = left.PrimaryKey?.Name is { } key && !names.Contains(key) ? left.PrimaryKey : null,
            Uniques = [.. left.Uniques.Where(each => each.Name is { } name && !names.Contains(name))],
            Indexes = [.. left.Indexes.Where(each => !names.Contains(each.Name))],
        };
    }

    private bool IsProvenLater(Table table, Table was, Column column, PrimaryKey? key)
    {
        if (column.IsNullable is true || key?.Columns.Contains(column.Name) is true)
        {
            return false;
        }

        if (was.Find(column.Name) is { } before)
        {
            return before.IsNullable is true
                && !was.Checks.Any(check =>
                    !check.IsNotValid
                    && table.Checks.Contains(check)
                    && NotNullProof.Proves(check.Expression, column.Name)
                );
        }

        if (column is not { Identity: null, Computed: null })
        {
            return false;
        }

        if (column.Default is null)
        {
            _unfilled.Add((table.Name, column.Name));
            return true;
        }

        return IsFilledLater(table, column, key);
    }

    // A backfill needs a key to go by.
    private bool IsFilledLater(Table table, Column column, PrimaryKey? key) =>
        key is not null
        && column is { Default: ExpressionDefault, Identity: null, Computed: null }
        && _dialect.Rewrites(new AddColumn(table.Name, column), _start)
        && _filled.Add((table.Name, column.Name));

    private CheckConstraint Proof(Table table, Table was, string column)
    {
        var taken = table.Checks.Concat(was.Checks).Select(check => check.Name!).ToHashSet(StringComparer.Ordinal);
        var name = FreeName($"ck_{table.Name.Name}_{column}_not_null", taken);
        _proofs.Add((table.Name, name));
        return new(name, $"{Dialect.Quote(column)} IS NOT NULL");
    }

    // A foreign key needs the key that it refers to.
    private static Table WithKeysThatAreThere(Table table, Dictionary<ObjectName, Table> tables) =>
        table with
        {
            ForeignKeys =
            [
                .. table.ForeignKeys.Where(key =>
                    tables.GetValueOrDefault(key.References) is not { } parent
                    || UniqueColumns(parent)
                        .Any(columns => columns.ToHashSet(StringComparer.Ordinal).SetEquals(key.ReferencedColumns))
                ),
            ],
        };

    private static IEnumerable<ValueList<string>> UniqueColumns(Table table) =>
        [
            .. table.PrimaryKey is { } key ? [key.Columns] : Array.Empty<ValueList<string>>(),
            .. table.Uniques.Select(unique => unique.Columns),
            .. table
                .Indexes.Where(index => index is { IsUnique: true, Filter: null })
                .Select(index => index.Columns.Select(column => column.Name).ToValueList()),
        ];
}
