using System.Text;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// Tables and columns.
public partial class SqliteDialect
{
    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> CreateTable(CreateTable o)
    {
        if (o.Table.Partitioning is not null)
        {
            throw NoPartitions(o);
        }

        var guard = o.IfNotExists ? "IF NOT EXISTS " : "";
        return
        [
            new($"CREATE TABLE {guard}{Quote(o.Table.Name)} {Definition(o.Table, o)}"),
            .. IndexesAndTriggers(o.Table),
        ];
    }

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> MoveTable(MoveTable o) => throw NoSchemas(o);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AddColumn(AddColumn o, DatabaseModel before) =>
        o.Column.Identity is not null
            ? throw Refuse(
                o,
                "only a primary key made with its table can number rows",
                "Recreate the table and copy the rows."
            )
        : IsAddedInPlace(o.Column) ? [Alter(o.Table, $"ADD COLUMN {Clause(o.Column, numbering: null, o)}")]
        : Rebuild(o, before);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> AlterColumn(AlterColumn o, DatabaseModel before) => Rebuild(o, before);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> SetDefault(SetDefault o, DatabaseModel before) => Rebuild(o, before);

    /// <inheritdoc />
    protected override IEnumerable<SqlStatement> SetNullability(SetNullability o, DatabaseModel before) =>
        Rebuild(o, before);

    // SQLite adds a column without touching the rows, whose value there is the default: it has to be a constant.
    private static bool IsAddedInPlace(Column column) =>
        column switch
        {
            { Computed: { } computed } => !computed.IsStored,
            { IsNullable: not true, Default: null or LiteralDefault { Value: null } } => false,
            { Default: null or LiteralDefault { Value: not SqlExpression } } => true,
            { Default: ExpressionDefault { Sql: var sql } } => IsBare(sql)
                && !sql.TrimStart().StartsWith('(')
                && !sql.Contains("CURRENT_", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };

    // The columns and constraints of a table, in parentheses, with its options.
    private string Definition(Table table, Operation o)
    {
        var numbering = NumberingOf(table);
        // Identity on any other column is ignored, as FluentMigrator does: only a primary key of one column numbers
        // rows, and migrations that were written for other engines bring the values themselves here.
        // The name of a numbered key is left out of a table that is made for the first time, as FluentMigrator has it.
        var keyName = o is CreateTable ? null : table.PrimaryKey?.Name;
        var parts = table
            .Columns.Select(column =>
                Clause(
                    column,
                    column.Name == numbering
                        ? $"{Constraint(keyName)}PRIMARY KEY{OnConflict(table.PrimaryKey?.OnConflict)} AUTOINCREMENT"
                        : null,
                    o
                )
            )
            .ToList();
        if (table.PrimaryKey is { } key && numbering is null)
        {
            parts.Add(
                $"{Constraint(key.Name)}PRIMARY KEY ({Sorted(key.Columns, key.Sorting)}){OnConflict(key.OnConflict)}"
            );
        }

        parts.AddRange(
            table.Uniques.Select(unique =>
                $"{Constraint(unique.Name)}UNIQUE ({Sorted(unique.Columns, unique.Sorting)})"
                + OnConflict(unique.OnConflict)
            )
        );
        parts.AddRange(table.Checks.Select(check => $"{Constraint(check.Name)}CHECK ({Closed(check.Expression)})"));
        parts.AddRange(table.ForeignKeys.Select(ForeignKeyClause));
        var options =
            types is SqliteTypes.Strict && !table.Options.Contains("STRICT")
                ? [.. table.Options, "STRICT"]
                : table.Options;
        return $"({string.Join(", ", parts)}){(options.Count == 0 ? "" : $" {string.Join(", ", options)}")}";
    }

    private static string OnConflict(string? action) => action is null ? "" : $" ON CONFLICT {action}";

    private static string Sorted(ValueList<string> columns, ValueList<IndexColumn> sorting) =>
        string.Join(
            ", ",
            columns.Select(column =>
                sorting.FirstOrDefault(sorted => sorted.Name == column) is { } sorted
                    ? Quote(column)
                        + (sorted.Collation is null ? "" : $" COLLATE {Quote(sorted.Collation)}")
                        + (sorted.IsDescending ? " DESC" : "")
                    : Quote(column)
            )
        );

    /// <inheritdoc />
    // SQLite takes a name that differs only by case for the table itself, which is there already.
    protected override IEnumerable<SqlStatement> RenameTable(RenameTable o) =>
        o.Table.Name != o.To && o.Table.Name.Equals(o.To, StringComparison.OrdinalIgnoreCase)
            ?
            [
                Alter(o.Table, $"RENAME TO {Quote($"provisioning_old_{o.To}")}"),
                Alter(new(o.Table.Schema, $"provisioning_old_{o.To}"), $"RENAME TO {Quote(o.To)}"),
            ]
            : base.RenameTable(o);

    private IEnumerable<SqlStatement> IndexesAndTriggers(Table table) =>
        table
            .Indexes.Select(index => CreateIndex(new(table.Name, index)))
            .Concat(table.Triggers.SelectMany(trigger => CreateTrigger(new(table.Name, trigger))));

    private static string? NumberingOf(Table table) =>
        table.PrimaryKey is { Columns: [var only] } && table.Find(only)?.Identity is not null ? only : null;

    private string Clause(Column column, string? numbering, Operation operation)
    {
        var text = new StringBuilder($"{Quote(column.Name)} {(numbering is null ? TypeName(column.Type) : "INTEGER")}");
        text.Append(column.Collation is null ? "" : $" COLLATE {Quote(column.Collation)}");
        text.Append(
            column.Computed is { } computed
                ? $" GENERATED ALWAYS AS ({Closed(computed.Expression)}) {(computed.IsStored ? "STORED" : "VIRTUAL")}"
                : ""
        );
        text.Append(column.IsNullable is true ? "" : $" NOT NULL{OnConflict(column.OnNull)}");
        text.Append(
            column.Default is { } value ? $" DEFAULT {Default(Kept(value, column, operation), operation)}" : ""
        );
        text.Append(numbering is null ? "" : $" {numbering}");
        text.Append(IsCheckedJson(column) ? $" CHECK (json_valid({Quote(column.Name)}))" : "");
        return text.ToString();
    }

    private bool IsCheckedJson(Column column) =>
        types is SqliteTypes.Declared && column.Type.Kind is ColumnKind.Json or ColumnKind.Jsonb;

    private OperationNotSupportedException NoSchemas(Operation o) =>
        Refuse(o, "SQLite has no schemas", "Guard the call with IfDatabase(\"postgresql\").");
}
