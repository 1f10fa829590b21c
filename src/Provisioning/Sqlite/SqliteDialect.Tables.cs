using System.Text;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite;

// Tables and columns.
public sealed partial class SqliteDialect
{
    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateTable(CreateTable o)
    {
        var table = o.Table;
        var numbering = table.PrimaryKey is { Columns: [var only] } && table.Find(only)?.Identity is not null ? only : null;
        if (table.Columns.FirstOrDefault(column => column.Identity is not null && column.Name != numbering) is { } stray)
        {
            throw Refuse(o, $"only a primary key of one column numbers rows, and {stray.Name} is not that", "Make it the primary key, or leave out Identity().");
        }

        var parts = table.Columns.Select(column => Clause(column, column.Name == numbering, o)).ToList();
        if (table.PrimaryKey is { } key && numbering is null)
        {
            parts.Add($"{Constraint(key.Name)}PRIMARY KEY ({Names(key.Columns)})");
        }

        parts.AddRange(table.Uniques.Select(unique => $"{Constraint(unique.Name)}UNIQUE ({Names(unique.Columns)})"));
        parts.AddRange(table.Checks.Select(check => $"{Constraint(check.Name)}CHECK ({check.Expression})"));
        parts.AddRange(table.ForeignKeys.Select(ForeignKeyClause));
        yield return new($"CREATE TABLE {(o.IfNotExists ? "IF NOT EXISTS " : "")}{Quote(table.Name)} ({string.Join(", ", parts)})");

        var rest = table.Indexes.Select(index => CreateIndex(new(table.Name, index)))
            .Concat(table.Triggers.SelectMany(trigger => CreateTrigger(new(table.Name, trigger))));
        foreach (var statement in rest)
        {
            yield return statement;
        }
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> MoveTable(MoveTable o) => throw NoSchemas(o);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddColumn(AddColumn o) => o.Column switch
    {
        { Identity: not null } => throw Refuse(o, "only a primary key made with its table can number rows", "Create the table anew and copy the rows."),
        { Computed.IsStored: true } => throw Refuse(o, "a stored generated column cannot be added to a table that exists", "Leave out stored: SQLite computes it on reading."),
        { IsNullable: not true, Default: null, Computed: null } => throw Refuse(o, "a NOT NULL column needs a default for the rows already there", "Give it a default, or make it nullable."),
        { IsNullable: not true, Default: FunctionDefault } => throw Refuse(o, "a column added to a table takes only a constant as its default", "Add it as nullable and without a default, fill it with Update.Table, and let the application fill new rows."),
        _ => [Alter(o.Table, $"ADD COLUMN {Clause(o.Column, numbering: false, o)}")],
    };

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AlterColumn(AlterColumn o) => throw NoAlter(o);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> SetDefault(SetDefault o) => throw NoAlter(o);

    private string Clause(Column column, bool numbering, Operation operation)
    {
        var text = new StringBuilder($"{Quote(column.Name)} {(numbering ? "INTEGER" : TypeName(column.Type))}");
        text.Append(column.Collation is null ? "" : $" COLLATE {Quote(column.Collation)}");
        text.Append(column.Computed is { } computed ? $" GENERATED ALWAYS AS ({computed.Expression}) {(computed.IsStored ? "STORED" : "VIRTUAL")}" : "");
        text.Append(column.IsNullable is true ? "" : " NOT NULL");
        text.Append(column.Default is { } value ? $" DEFAULT {Default(value, operation)}" : "");
        text.Append(numbering ? " PRIMARY KEY AUTOINCREMENT" : "");
        text.Append(IsCheckedJson(column) ? $" CHECK (json_valid({Quote(column.Name)}))" : "");
        return text.ToString();
    }

    private bool IsCheckedJson(Column column) =>
        types is SqliteTypes.Declared && column.Type.Kind is ColumnKind.Json or ColumnKind.Jsonb;

    private OperationNotSupportedException NoSchemas(Operation o) =>
        Refuse(o, "SQLite has no schemas", "Guard the call with IfDatabase(\"postgresql\").");

    private OperationNotSupportedException NoAlter(Operation o) =>
        Refuse(o, "SQLite cannot change a table's columns or constraints once it exists", "Declare it when the table is created, or create the table anew and copy the rows.");
}
