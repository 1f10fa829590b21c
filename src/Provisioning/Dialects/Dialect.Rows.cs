using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// Rows: the SQL is the same everywhere but for names and literals.
public abstract partial class Dialect
{
    private static readonly string[] Operators = ["=", "<", ">", "!", "IS", "IN", "LIKE", "NOT", "BETWEEN"];

    /// <summary>One INSERT per row.</summary>
    protected virtual IEnumerable<SqlStatement> InsertRows(InsertRows o) =>
        o.Rows.Select(row => new SqlStatement(InsertText(o, row, "")));

    /// <summary>The INSERT of one row.</summary>
    protected string InsertText(InsertRows o, ValueList<ColumnValue> row, string overriding) =>
        row.Count == 0
            ? $"INSERT INTO {Quote(o.Table)} DEFAULT VALUES"
            : $"INSERT INTO {Quote(o.Table)} ({Names(row.Select(v => v.Column), ",")}){overriding} VALUES "
                + $"({string.Join(",", row.Select(v => Value(v.Value, o)))})";

    private IEnumerable<SqlStatement> UpdateRows(UpdateRows o)
    {
        var values = string.Join(", ", o.Set.Select(value => Assignment(value, o)));
        return [new($"UPDATE {Quote(o.Table)} SET {values} WHERE {Condition(o.Where, o)}")];
    }

    private IEnumerable<SqlStatement> DeleteRows(DeleteRows o) =>
        o.Filters.Select(filter => new SqlStatement($"DELETE FROM {Quote(o.Table)} WHERE {Condition(filter, o)}"));

    private string Value(object? value, Operation o) =>
        value is FunctionDefault made ? Default(made, o) : Literal(value);

    private string Assignment(ColumnValue value, Operation o) =>
        value.Column.Length == 0 ? Literal(value.Value) : $"{Quote(value.Column)} = {Value(value.Value, o)}";

    private string Condition(RowFilter filter, Operation o) =>
        filter switch
        {
            RowFilter.Sql sql => sql.Condition,
            RowFilter.Matching matching => string.Join(" AND ", matching.Values.Select(value => Comparison(value, o))),
            _ => "1 = 1",
        };

    private string Comparison(ColumnValue value, Operation o)
    {
        var column = Quote(value.Column);
        return value.Value switch
        {
            null or DBNull => $"{column} IS NULL",
            SqlExpression sql
                when Operators.Any(o => sql.Sql.TrimStart().StartsWith(o, StringComparison.OrdinalIgnoreCase)) =>
                $"{column} {Closed(sql.Sql)}",
            _ => $"{column} = {Value(value.Value, o)}",
        };
    }
}
