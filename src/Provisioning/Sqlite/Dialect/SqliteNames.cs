using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

/// <summary>Gives the names of an operation the spelling under which they were declared: SQLite compares names without regard to case, a
/// model does not.</summary>
internal static class SqliteNames
{
    /// <summary>The operation, with the names that the model knows spelled as there.</summary>
    public static Operation Spelled(this Operation operation, DatabaseModel model) => operation switch
    {
        CreateTable o => o with { Table = o.Table with { Name = Table(o.IfNotExists, o.Table.Name, model), ForeignKeys = [.. o.Table.ForeignKeys.Select(key => Key(key, model))] } },
        DropTable o => o with { Table = Table(o.Table, model) },
        RenameTable o => o with { Table = Table(o.Table, model) },
        AddColumn o => o with { Table = Table(o.Table, model) },
        DropColumn o => o with { Table = Table(o.Table, model), Column = Column(o.Table, o.Column, model) },
        AlterColumn o => o with { Table = Table(o.Table, model), Column = o.Column with { Name = Column(o.Table, o.Column.Name, model) } },
        RenameColumn o => o with { Table = Table(o.Table, model), Column = Column(o.Table, o.Column, model) },
        SetDefault o => o with { Table = Table(o.Table, model), Column = Column(o.Table, o.Column, model) },
        CreateIndex o => o with { Table = Table(o.Table, model), Index = o.Index with { Columns = [.. o.Index.Columns.Select(c => c.IsExpression ? c : c with { Name = Column(o.Table, c.Name, model) })] } },
        DropIndex o => o with { Table = Table(o.Table, model), Index = Pick(o.Index, Find(o.Table, model)?.Indexes.Select(index => index.Name)) },
        AddPrimaryKey o => o with { Table = Table(o.Table, model), Key = o.Key with { Columns = Columns(o.Table, o.Key.Columns, model) } },
        AddUnique o => o with { Table = Table(o.Table, model), Unique = o.Unique with { Columns = Columns(o.Table, o.Unique.Columns, model) } },
        AddCheck o => o with { Table = Table(o.Table, model) },
        AddForeignKey o => o with { Table = Table(o.Table, model), Key = Key(o.Key, model) with { Columns = Columns(o.Table, o.Key.Columns, model) } },
        DropConstraint o => o with { Table = Table(o.Table, model), Name = Pick(o.Name, Find(o.Table, model) is { } table ? Constraints(table) : null) },
        CreateTrigger o => o with { Table = Table(o.Table, model) },
        DropTrigger o => o with { Table = Table(o.Table, model), Trigger = Pick(o.Trigger, Find(o.Table, model)?.Triggers.Select(trigger => trigger.Name)) },
        _ => operation,
    };

    private static Table? Find(ObjectName name, DatabaseModel model) => model.Find(name) ?? model.Tables.Values.FirstOrDefault(table =>
        Same(table.Name.Name, name.Name) && Same(table.Name.Schema, name.Schema));

    private static ObjectName Table(ObjectName name, DatabaseModel model) => Find(name, model)?.Name ?? name;

    // A new table is spelled as it says itself.
    private static ObjectName Table(bool mayExist, ObjectName name, DatabaseModel model) => mayExist ? Table(name, model) : name;

    private static string Column(ObjectName table, string column, DatabaseModel model) => Pick(column, Find(table, model)?.Columns.Select(c => c.Name));

    private static ValueList<string> Columns(ObjectName table, ValueList<string> columns, DatabaseModel model) =>
        [.. columns.Select(column => Column(table, column, model))];

    private static ForeignKey Key(ForeignKey key, DatabaseModel model) => key with
    {
        References = Table(key.References, model),
        ReferencedColumns = Columns(key.References, key.ReferencedColumns, model),
    };

    private static IEnumerable<string?> Constraints(Table table) =>
        table.Uniques.Select(unique => unique.Name)
            .Concat(table.Checks.Select(check => check.Name))
            .Concat(table.ForeignKeys.Select(key => key.Name))
            .Concat(table.Indexes.Select(index => index.Name))
            .Append(table.PrimaryKey?.Name);

    private static string Pick(string name, IEnumerable<string?>? among) => among?.FirstOrDefault(other => Same(other, name)) ?? name;

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
