using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Provisioning.PostgreSql.Rows;

/// <summary>Rows in the binary form of COPY, gathered until they are worth a write.</summary>
internal sealed class CopyBuffer
{
    // Smaller writes cost more calls, larger ones leave the server waiting.
    private const int Full = 65_536;
    private const int Null = -1;

    // Ten-thousands, of which numeric has its digits.
    private const int Base = 10_000;
    private const int DigitsOfBase = 4;

    // Of a whole number of 64 bits.
    private const int LongestNumber = 20;

    // "PGCOPY", a line end, a byte that is no text, line ends and a NUL; then two numbers, both 0.
    private static ReadOnlySpan<byte> Signature =>
        [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    private byte[] _bytes = new byte[Full * 2];
    private int _length;

    /// <summary>Whether it is worth a write.</summary>
    public bool IsFull => _length >= Full;

    /// <summary>What was gathered.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Empties it.</summary>
    public void Clear() => _length = 0;

    /// <summary>What the stream begins with: the signature, no flags, no extension.</summary>
    public void Start() => Signature.CopyTo(Take(Signature.Length));

    /// <summary>What each row begins with, and the stream ends with as −1.</summary>
    public void Columns(int count) => BinaryPrimitives.WriteInt16BigEndian(Take(2), (short)count);

    /// <summary>NULL.</summary>
    public void NullField() => BinaryPrimitives.WriteInt32BigEndian(Take(4), Null);

    /// <summary>A field of so many bytes, which the caller fills.</summary>
    public Span<byte> Field(int size)
    {
        var place = Take(4 + size);
        BinaryPrimitives.WriteInt32BigEndian(place, size);
        return place[4..];
    }

    /// <summary>A field of 16, 32 or 64 bits.</summary>
    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Field(2), value);

    /// <inheritdoc cref="Int16" />
    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Field(4), value);

    /// <inheritdoc cref="Int16" />
    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(8), value);

    /// <summary>A text, whose length is known when it is written.</summary>
    /// <param name="value">The text.</param>
    /// <param name="version">A byte before it, which jsonb has; null for none.</param>
    public void Text(ReadOnlySpan<char> value, byte? version)
    {
        var before = version is null ? 0 : 1;
        var longest = 4 + before + Encoding.UTF8.GetMaxByteCount(value.Length);
        var place = Take(longest);
        var size = before + Encoding.UTF8.GetBytes(value, place[(4 + before)..]);
        BinaryPrimitives.WriteInt32BigEndian(place, size);
        if (version is { } first)
        {
            place[4] = first;
        }

        _length -= longest - 4 - size;
    }

    /// <summary>A text around a number.</summary>
    /// <param name="before">What comes before it.</param>
    /// <param name="number">The number, from 0.</param>
    /// <param name="after">What comes after it.</param>
    /// <param name="version">A byte before all of it; null for none.</param>
    public void Numbered(ReadOnlySpan<byte> before, long number, ReadOnlySpan<byte> after, byte? version)
    {
        var start = 4 + (version is null ? 0 : 1) + before.Length;
        var longest = start + LongestNumber + after.Length;
        var place = Take(longest);
        if (version is { } first)
        {
            place[4] = first;
        }

        before.CopyTo(place[(start - before.Length)..]);
        ((ulong)number).TryFormat(place[start..], out var digits, default, CultureInfo.InvariantCulture);
        after.CopyTo(place[(start + digits)..]);
        var size = start + digits + after.Length - 4;
        BinaryPrimitives.WriteInt32BigEndian(place, size);
        _length -= longest - 4 - size;
    }

    /// <summary>A numeric of a whole number divided by a power of ten.</summary>
    /// <param name="value">The number.</param>
    /// <param name="scale">The power, and the digits after the point.</param>
    public void Numeric(long value, byte scale)
    {
        // Whole groups of four after the point; larger ones than that leave room for are rare.
        var groupsAfter = (scale + DigitsOfBase - 1) / DigitsOfBase;
        var missing = (groupsAfter * DigitsOfBase) - scale;
        var factor = missing switch
        {
            0 => 1UL,
            1 => 10UL,
            2 => 100UL,
            _ => 1000UL,
        };
        var rest = (ulong)Math.Abs(value);
        if (rest > ulong.MaxValue / 1000)
        {
            Numeric(new decimal(unchecked((int)rest), unchecked((int)(rest >> 32)), 0, value < 0, scale));
            return;
        }

        Span<short> groups = stackalloc short[6];
        var count = 0;
        for (rest *= factor; rest > 0; rest /= Base)
        {
            groups[count++] = (short)(rest % Base);
        }

        NumericField(groups[..count], count - 1 - groupsAfter, value < 0, scale);
    }

    /// <summary>A numeric, with as many digits after the point as the value has.</summary>
    public void Numeric(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        var number = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        // Whole groups of four on both sides of the point.
        var missing = (DigitsOfBase - (scale % DigitsOfBase)) % DigitsOfBase;
        for (var at = 0; at < missing; at++)
        {
            number *= 10;
        }

        Span<short> groups = stackalloc short[10];
        var count = 0;
        if (number <= ulong.MaxValue)
        {
            for (var rest = (ulong)number; rest > 0; rest /= Base)
            {
                groups[count++] = (short)(rest % Base);
            }
        }
        else
        {
            for (; number > 0; number /= Base)
            {
                groups[count++] = (short)(number % Base);
            }
        }

        var weight = count - 1 - ((scale + missing) / DigitsOfBase);
        NumericField(groups[..count], weight, decimal.IsNegative(value), scale);
    }

    // Groups of four digits, the last ones first.
    private void NumericField(ReadOnlySpan<short> groups, int weight, bool isNegative, int scale)
    {
        var field = Field(8 + (2 * groups.Length));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)groups.Length);
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)(groups.IsEmpty ? 0 : weight));
        BinaryPrimitives.WriteInt16BigEndian(field[4..], isNegative && !groups.IsEmpty ? (short)0x4000 : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], (short)scale);
        for (var at = 0; at < groups.Length; at++)
        {
            BinaryPrimitives.WriteInt16BigEndian(field[(8 + (2 * at))..], groups[groups.Length - 1 - at]);
        }
    }

    private Span<byte> Take(int size)
    {
        var end = checked(_length + size);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(end, 2L * _bytes.Length), Array.MaxLength));
        }

        var place = _bytes.AsSpan(_length, size);
        _length = end;
        return place;
    }
}
