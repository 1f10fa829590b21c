using System.Globalization;
using System.Text;
using Provisioning.Schema;

namespace Provisioning.Databases;

/// <summary>Rows for one table, each made from its number alone, so that any number of threads makes the same
/// ones.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns that each row has a value for, in the order in which <paramref name="Write"/>
/// writes them.</param>
/// <param name="Key">The columns that tell rows apart; a row whose key is in the table already is left out.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Write">Writes the values of the row with that number, from 0.</param>
public sealed record RowSource(
    ObjectName Table,
    ValueList<Column> Columns,
    ValueList<string> Key,
    long Count,
    Action<long, RowWriter> Write
)
{
    /// <summary>Whether none of them is in the table, so that no key is looked for and others may write to the table
    /// at the same time. By default false.</summary>
    public bool IsNew { get; init; }

    /// <summary>Makes what writes the same rows faster for one thread that goes from each to the next; null for
    /// <see cref="Write"/>.</summary>
    internal Func<Action<long, RowWriter>>? InOrder { get; init; }
}

/// <summary>Takes the values of one row after the other, one call for each column in order, straight into the engine's
/// own form.</summary>
public abstract class RowWriter
{
    /// <summary>NULL.</summary>
    public abstract void Null();

    /// <summary>Text.</summary>
    public abstract void Text(string value);

    /// <summary>A JSON document as text.</summary>
    public abstract void Json(string value);

    /// <summary>A whole number, for a column of any width that holds it.</summary>
    public abstract void Integer(long value);

    /// <summary>A floating-point number.</summary>
    public abstract void Double(double value);

    /// <summary>A decimal number.</summary>
    public abstract void Decimal(decimal value);

    /// <summary>True or false.</summary>
    public abstract void Boolean(bool value);

    /// <summary>A UUID.</summary>
    public abstract void Guid(Guid value);

    /// <summary>A moment.</summary>
    public abstract void Moment(DateTimeOffset value);

    /// <summary>Bytes; for a column of text or JSON, its UTF-8 text, which saves making a string of it.</summary>
    public abstract void Bytes(ReadOnlySpan<byte> value);

    /// <summary>A day.</summary>
    internal virtual void Day(DateTime value) => Text(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>A whole number divided by a power of ten, with so many decimal places.</summary>
    internal virtual void Scaled(long value, byte scale) =>
        Decimal(new(unchecked((int)Math.Abs(value)), unchecked((int)(Math.Abs(value) >> 32)), 0, value < 0, scale));

    /// <summary>A whole number from 0 within text.</summary>
    internal virtual void Numbered(ReadOnlySpan<byte> before, long number, ReadOnlySpan<byte> after) =>
        Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Encoding.UTF8.GetString(before)}{number}{Encoding.UTF8.GetString(after)}"
            )
        );

    /// <summary>Text that is in UTF-8 already and holds no NUL, which saves making a string of it.</summary>
    internal virtual void Utf8(ReadOnlySpan<byte> value) => Text(Encoding.UTF8.GetString(value));

    /// <summary>A value of any of these types; null for NULL.</summary>
    internal void Value(object? value)
    {
        switch (value)
        {
            case null:
                Null();
                break;
            case long number:
                Integer(number);
                break;
            case decimal number:
                Decimal(number);
                break;
            case double number:
                Double(number);
                break;
            case bool flag:
                Boolean(flag);
                break;
            case Guid id:
                Guid(id);
                break;
            case DateTimeOffset moment:
                Moment(moment);
                break;
            case byte[] bytes:
                Bytes(bytes);
                break;
            default:
                Text((string)value);
                break;
        }
    }
}
