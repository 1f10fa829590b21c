using System.Text;
using System.Text.Json;
using Provisioning.Databases;

namespace Provisioning.Tests.Support;

/// <summary>Keeps the values that a source writes, so that a test can look at them.</summary>
internal sealed class RecordedRows : RowWriter
{
    private readonly List<object?> _values = [];

    public static List<object?> Row(RowSource source, long row)
    {
        var rows = new RecordedRows();
        source.Write(row, rows);
        return rows._values;
    }

    public static IEnumerable<List<object?>> All(RowSource source) =>
        Enumerable.Range(0, (int)source.Count).Select(row => Row(source, row));

    /// <summary>The value in a column, by the column's name.</summary>
    public static object? Value(RowSource source, List<object?> row, string column) =>
        row[source.Columns.TakeWhile(c => c.Name != column).Count()];

    public static JsonElement Json(RowSource source, List<object?> row, string column) =>
        JsonDocument.Parse((string)Value(source, row, column)!).RootElement;

    public override void Null() => _values.Add(null);

    public override void Text(string value) => _values.Add(value);

    public override void Json(string value) => _values.Add(value);

    public override void Integer(long value) => _values.Add(value);

    public override void Double(double value) => _values.Add(value);

    public override void Decimal(decimal value) => _values.Add(value);

    public override void Boolean(bool value) => _values.Add(value);

    public override void Guid(Guid value) => _values.Add(value);

    public override void Moment(DateTimeOffset value) => _values.Add(value);

    public override void Bytes(ReadOnlySpan<byte> value) => _values.Add(Encoding.UTF8.GetString(value));
}
