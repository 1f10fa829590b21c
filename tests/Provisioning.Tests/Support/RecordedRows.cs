using System.Text.Json;
using Provisioning.Databases;
using Provisioning.Seeding;

namespace Provisioning.Tests.Support;

/// <summary>The values that a source writes, so that a test can look at them.</summary>
internal static class RecordedRows
{
    public static IReadOnlyList<object?> Row(RowSource source, long row) => new RowReader(source).Read(row);

    public static IEnumerable<IReadOnlyList<object?>> All(RowSource source) =>
        Enumerable.Range(0, (int)source.Count).Select(row => Row(source, row));

    /// <summary>The value in a column, by the column's name.</summary>
    public static object? Value(RowSource source, IReadOnlyList<object?> row, string column) =>
        row[source.Columns.TakeWhile(c => c.Name != column).Count()];

    public static JsonElement Json(RowSource source, IReadOnlyList<object?> row, string column) =>
        JsonDocument.Parse((string)Value(source, row, column)!).RootElement;
}
