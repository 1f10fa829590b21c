using System.Text;
using Provisioning.Databases;
using Provisioning.Schema;
using Provisioning.Seeding.Filling;

namespace Provisioning.Seeding;

/// <summary>The values of rows as objects, without any database.</summary>
/// <param name="source">The rows.</param>
internal sealed class RowReader(RowSource source) : RowWriter
{
    private readonly List<object?> _values = new(source.Columns.Count);

    /// <summary>The values of a row, in the order of the columns.</summary>
    public IReadOnlyList<object?> Read(long row)
    {
        _values.Clear();
        source.Write(row, this);
        return [.. _values];
    }

    /// <summary>A value as text, as the engines read it; null for NULL.</summary>
    public static string? Text(object? value) => value is null ? null : TypeValues.Text(value);

    /// <inheritdoc />
    public override void Null() => _values.Add(null);

    /// <inheritdoc />
    public override void Text(string value) => _values.Add(value);

    /// <inheritdoc />
    public override void Json(string value) => _values.Add(value);

    /// <inheritdoc />
    public override void Integer(long value) => _values.Add(value);

    /// <inheritdoc />
    public override void Double(double value) => _values.Add(value);

    /// <inheritdoc />
    public override void Decimal(decimal value) => _values.Add(value);

    /// <inheritdoc />
    public override void Boolean(bool value) => _values.Add(value);

    /// <inheritdoc />
    public override void Guid(Guid value) => _values.Add(value);

    /// <inheritdoc />
    public override void Moment(DateTimeOffset value) => _values.Add(value);

    /// <inheritdoc />
    // Only a binary column keeps bytes as such; for any other they are its text.
    public override void Bytes(ReadOnlySpan<byte> value) =>
        _values.Add(
            source.Columns[_values.Count].Type.Kind is ColumnKind.Binary or ColumnKind.Custom
                ? value.ToArray()
                : Encoding.UTF8.GetString(value)
        );
}
