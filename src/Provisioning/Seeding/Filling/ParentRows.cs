using System.Data.Common;
using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>The rows that foreign keys may refer to, as far as they are needed.</summary>
/// <param name="session">The session to read through.</param>
internal sealed class ParentRows(DatabaseSession session)
{
    // So many are enough for any number of children, and fit into memory.
    private const int Most = 10_000;

    private static readonly ColumnType AnyText = new(ColumnKind.String);

    /// <summary>The values of columns of the table's rows, sorted; none of them NULL.</summary>
    public async Task<IReadOnlyList<object[]>> ReadAsync(
        Table table,
        ValueList<string> columns,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var values = columns.Select(name =>
            table.Find(name)?.Type.Kind is ColumnKind.Custom
                ? $"CAST({Dialect.Quote(name)} AS {dialect.TypeName(AnyText)})"
                : Dialect.Quote(name)
        );
        var places = string.Join(", ", Enumerable.Range(1, columns.Count));
        var isThere = string.Join(" AND ", columns.Select(name => $"{Dialect.Quote(name)} IS NOT NULL"));
        var sql =
            $"SELECT DISTINCT {string.Join(", ", values)} FROM {dialect.Quote(table.Name)} WHERE {isThere} "
            + $"ORDER BY {places} LIMIT {Most.ToString(CultureInfo.InvariantCulture)}";
        return await session.QueryAsync(sql, row => Values(row, columns.Count), token);
    }

    private static object[] Values(DbDataReader row, int count) =>
        [.. Enumerable.Range(0, count).Select(at => Plain(row.GetValue(at)))];

    private static object Plain(object value) =>
        value switch
        {
            short or int => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            float number => (double)number,
            DateTime moment => new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            long or double or decimal or bool or string or Guid or byte[] => value,
            _ => TypeValues.Text(value),
        };
}
