using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// Rows: the SQL is the same everywhere but for names and literals.
public abstract partial class Dialect
{
    /// <summary>What follows FROM and selects the rows whose value of the column does not come back from another type;
    /// null where all do.</summary>
    internal virtual string? Converted(ObjectName table, Column was, ColumnType type) => null;

    /// <summary>The statements after many rows were added to a table with values for the columns that the engine
    /// numbers: it goes on above the highest, and knows how many rows there are.</summary>
    internal virtual IReadOnlyList<SqlStatement> FinishLoad(Table table) => [];

    private static readonly string[] Operators = ["=", "<", ">", "!", "IS", "IN", "LIKE", "NOT", "BETWEEN"];

    /// <summary>One INSERT per row.</summary>
    protected virtual IEnumerable<SqlStatement> InsertRows(InsertRows o) =>
        o.Rows.Select(row => new SqlStatement(InsertText(o, row, "")));

    /// <summary>The INSERT of one row.</summary>
    protected string InsertText(InsertRows o, ValueList<ColumnValue> row, string overriding) =>
        row.Count == 0
            ? $"INSERT INTO {Quote(o.Table)} DEFAULT VALUES"
            : $"INSERT INTO {Quote(o.Table)} ({Names(row.Select(v => v.Column), ",")}){overriding} VALUES "
                + $"({string.Join(",", row.Select(v => Value(v, o)))})";

    private IEnumerable<SqlStatement> UpdateRows(UpdateRows o)
    {
        var values = string.Join(", ", o.Set.Select(value => Assignment(value, o)));
        return [new($"UPDATE {Quote(o.Table)} SET {values} WHERE {Condition(o.Where, o.Table, o)}")];
    }

    private IEnumerable<SqlStatement> DeleteRows(DeleteRows o) =>
        o.Filters.Select(
            (filter, at) =>
                new SqlStatement($"DELETE FROM {Quote(o.Table)} WHERE {Condition(filter, o.Table, o)}")
                {
                    // Of rows that are alike the first statement deletes all.
                    MustChangeRows = o.WereInserted && !o.Filters.Take(at).Contains(filter),
                }
        );

    private string Value(ColumnValue value, Operation o) =>
        value.Value is FunctionDefault made ? Default(made, o) : Literal(value.Value);

    private string Assignment(ColumnValue value, Operation o) =>
        value.Column.Length == 0 ? Literal(value.Value) : $"{Quote(value.Column)} = {Value(value, o)}";

    private string Condition(RowFilter filter, ObjectName table, Operation o) =>
        filter switch
        {
            RowFilter.Sql sql => sql.Condition,
            RowFilter.Matching matching => string.Join(
                " AND ",
                matching.Values.Select(value => Comparison(value, table, o))
            ),
            _ => "1 = 1",
        };

    /// <summary>The condition that a column has the value that the literal became when it was written.</summary>
    /// <param name="table">The table.</param>
    /// <param name="value">The column and its value, not NULL.</param>
    /// <param name="literal">The value's literal.</param>
    protected virtual string IsStored(ObjectName table, ColumnValue value, string literal) =>
        $"{Quote(value.Column)} = {literal}";

    private string Comparison(ColumnValue value, ObjectName table, Operation o)
    {
        var column = Quote(value.Column);
        return value.Value switch
        {
            null or DBNull => $"{column} IS NULL",
            SqlExpression sql
                when Operators.Any(o => sql.Sql.TrimStart().StartsWith(o, StringComparison.OrdinalIgnoreCase)) =>
                $"{column} {Closed(sql.Sql)}",
            _ => IsStored(table, value, Value(value, o)),
        };
    }
}
