using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Adoption;

/// <summary>How a tool's table is written, as the tool itself would write it. Columns are named as they are compared,
/// and those that a table does not have are left out.</summary>
/// <param name="KeyColumn">The column by which a row is found.</param>
/// <param name="Row">The values of a migration's row.</param>
internal sealed record ToolRows(string KeyColumn, Func<KeptMigration, IEnumerable<(string Column, object? Value)>> Row)
{
    /// <summary>What the tool would know a migration by, of which neither a row nor its description says it; null where
    /// these alone can.</summary>
    public Func<KeptMigration, string?> Named { get; init; } = _ => null;

    /// <summary>What such a migration would have to be, as the end of a sentence.</summary>
    public string? Needs { get; init; }

    /// <summary>Whether the table has the row of the newest alone.</summary>
    public bool IsPosition { get; init; }

    /// <summary>The values by which the row of a key is found, where it is not one column.</summary>
    public Func<string, IEnumerable<(string Column, object? Value)>>? Found { get; init; }

    /// <summary>What a rollback sets, where it does not delete the row.</summary>
    public Func<Dialect, IEnumerable<(string Column, object? Value)>>? RolledBack { get; init; }

    /// <summary>The statements that add a row.</summary>
    public IEnumerable<SqlStatement> Add(TableColumns table, KeptMigration migration) =>
        [
            .. IsPosition ? Clear(table, migration.Dialect) : [],
            .. migration.Dialect.Plain.Render(
                new InsertRows(table.Name, [Values(migration.Dialect, table, Row(migration))])
            ),
        ];

    /// <summary>The statements that take a row away.</summary>
    /// <param name="table">The tool's table.</param>
    /// <param name="key">The row's key.</param>
    /// <param name="before">The newest that is left; null for none.</param>
    /// <param name="dialect">The engine's.</param>
    public IEnumerable<SqlStatement> Remove(TableColumns table, string key, KeptMigration? before, Dialect dialect)
    {
        if (IsPosition)
        {
            return before is null ? Clear(table, dialect) : Add(table, before);
        }

        var filter = new RowFilter.Matching(Values(dialect, table, Found?.Invoke(key) ?? [(KeyColumn, key)]));
        return dialect.Plain.Render(
            RolledBack is null
                ? new DeleteRows(table.Name, [filter])
                : new UpdateRows(table.Name, Values(dialect, table, RolledBack(dialect)), filter)
        );
    }

    private static IEnumerable<SqlStatement> Clear(TableColumns table, Dialect dialect) =>
        dialect.Plain.Render(new DeleteRows(table.Name, [new RowFilter.All()]));

    private static ValueList<ColumnValue> Values(
        Dialect dialect,
        TableColumns table,
        IEnumerable<(string Column, object? Value)> values
    )
    {
        string? Named(string plain) => table.Columns.FirstOrDefault(name => PreviousTool.Plain(name) == plain);
        return
        [
            .. from value in values
            let column = Named(value.Column)
            where column is not null
            select new ColumnValue(
                column,
                value.Value is ComputedValue computed
                    ? new SqlExpression(
                        computed.Sql(dialect.Quote(table.Name), plain => Dialect.Quote(Named(plain) ?? plain))
                    )
                    : value.Value
            ),
        ];
    }
}

/// <summary>A value that follows from the rows that are there.</summary>
/// <param name="Sql">It in SQL, by the table and what names its columns.</param>
internal sealed record ComputedValue(Func<string, Func<string, string>, string> Sql)
{
    /// <summary>The number after the greatest of a column.</summary>
    public static ComputedValue Next(string column) =>
        new((table, name) => $"(SELECT coalesce(max({name(column)}), 0) + 1 FROM {table})");

    /// <summary>What the row with the greatest key has; empty for none.</summary>
    public static ComputedValue Newest(string column, string key) =>
        new((table, name) => $"coalesce((SELECT {name(column)} FROM {table} ORDER BY {name(key)} DESC LIMIT 1), '')");
}
