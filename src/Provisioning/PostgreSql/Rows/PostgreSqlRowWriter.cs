using System.Globalization;
using NpgsqlTypes;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Rows;

/// <summary>Adds rows through COPY in its binary form, whose bytes it makes itself.</summary>
internal sealed partial class PostgreSqlRowWriter : RowWriter
{
    private const int RowsPerGlance = 1_000;
    private const int RowsPerReport = 10_000;
    private const byte JsonbVersion = 1;

    // PostgreSQL counts days and microseconds from the year 2000.
    private static readonly int FirstDay = new DateOnly(2000, 1, 1).DayNumber;
    private static readonly long FirstTick = new DateTime(2000, 1, 1).Ticks;

    private readonly Stream _copy;
    private readonly RowSource _rows;
    private readonly NpgsqlDbType[] _types;
    private readonly CopyBuffer _buffer = new();
    private int _column;

    /// <summary>Rows for a stream.</summary>
    /// <param name="copy">What takes the bytes of COPY.</param>
    /// <param name="rows">The rows.</param>
    public PostgreSqlRowWriter(Stream copy, RowSource rows)
    {
        _copy = copy;
        _rows = rows;
        _types = [.. rows.Columns.Select(column => WireType(column.Type) ?? NpgsqlDbType.Text)];
    }

    /// <inheritdoc />
    public override void Null()
    {
        Next();
        _buffer.NullField();
    }

    /// <inheritdoc />
    public override void Text(string value)
    {
        UnstorableText.Check(value, _rows.Table, ColumnName);
        switch (Next())
        {
            case NpgsqlDbType.Date:
                Day(DateOnly.Parse(value, CultureInfo.InvariantCulture));
                break;
            case NpgsqlDbType.Time:
                _buffer.Int64(TimeOnly.Parse(value, CultureInfo.InvariantCulture).Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            case NpgsqlDbType.Text:
                _buffer.Text(value, version: null);
                break;
            case NpgsqlDbType.Jsonb:
                _buffer.Text(value, JsonbVersion);
                break;
            default:
                throw Unfit("text");
        }
    }

    /// <inheritdoc />
    public override void Json(string value) => Text(value);

    /// <inheritdoc />
    internal override void Utf8(ReadOnlySpan<byte> value)
    {
        if (_types[Math.Min(_column, _types.Length - 1)] is NpgsqlDbType.Text or NpgsqlDbType.Jsonb)
        {
            Bytes(value);
        }
        else
        {
            base.Utf8(value);
        }
    }

    /// <inheritdoc />
    internal override void Numbered(ReadOnlySpan<byte> before, long number, ReadOnlySpan<byte> after)
    {
        switch (_types[Math.Min(_column, _types.Length - 1)])
        {
            case NpgsqlDbType.Text:
                Next();
                _buffer.Numbered(before, number, after, version: null);
                break;
            case NpgsqlDbType.Jsonb:
                Next();
                _buffer.Numbered(before, number, after, JsonbVersion);
                break;
            default:
                base.Numbered(before, number, after);
                break;
        }
    }

    /// <inheritdoc />
    public override void Integer(long value)
    {
        switch (Next())
        {
            case NpgsqlDbType.Smallint:
                _buffer.Int16(checked((short)value));
                break;
            case NpgsqlDbType.Integer:
                _buffer.Int32(checked((int)value));
                break;
            case NpgsqlDbType.Bigint:
                _buffer.Int64(value);
                break;
            case NpgsqlDbType.Real or NpgsqlDbType.Double:
                _column--;
                Double(value);
                break;
            default:
                _column--;
                Decimal(value);
                break;
        }
    }

    /// <inheritdoc />
    public override void Double(double value)
    {
        switch (Next())
        {
            case NpgsqlDbType.Real:
                _buffer.Int32(BitConverter.SingleToInt32Bits((float)value));
                break;
            case NpgsqlDbType.Double:
                _buffer.Int64(BitConverter.DoubleToInt64Bits(value));
                break;
            default:
                throw Unfit("a floating-point number");
        }
    }

    /// <inheritdoc />
    public override void Decimal(decimal value)
    {
        switch (Next())
        {
            case NpgsqlDbType.Numeric:
                _buffer.Numeric(value);
                break;
            case NpgsqlDbType.Money:
                _buffer.Int64((long)(decimal.Round(value, 2, MidpointRounding.AwayFromZero) * 100));
                break;
            default:
                throw Unfit("a decimal number");
        }
    }

    /// <inheritdoc />
    internal override void Scaled(long value, byte scale)
    {
        if (_types[Math.Min(_column, _types.Length - 1)] is NpgsqlDbType.Numeric)
        {
            Next();
            _buffer.Numeric(value, scale);
        }
        else
        {
            base.Scaled(value, scale);
        }
    }

    /// <inheritdoc />
    internal override void Day(DateTime value)
    {
        if (_types[Math.Min(_column, _types.Length - 1)] is NpgsqlDbType.Date)
        {
            Next();
            Day(DateOnly.FromDateTime(value));
        }
        else
        {
            base.Day(value);
        }
    }

    /// <inheritdoc />
    public override void Boolean(bool value)
    {
        if (Next() is not NpgsqlDbType.Boolean)
        {
            throw Unfit("a truth value");
        }

        _buffer.Field(1)[0] = value ? (byte)1 : (byte)0;
    }

    /// <inheritdoc />
    public override void Guid(Guid value)
    {
        if (Next() is not NpgsqlDbType.Uuid)
        {
            throw Unfit("a UUID");
        }

        value.TryWriteBytes(_buffer.Field(16), bigEndian: true, out _);
    }

    /// <inheritdoc />
    public override void Moment(DateTimeOffset value)
    {
        switch (Next())
        {
            case NpgsqlDbType.Date:
                Day(DateOnly.FromDateTime(value.UtcDateTime));
                break;
            case NpgsqlDbType.Timestamp or NpgsqlDbType.TimestampTz:
                // The first and the last of .NET are those before and after all others in PostgreSQL.
                var ticks = value.UtcTicks;
                _buffer.Int64(
                    ticks == DateTime.MaxValue.Ticks ? long.MaxValue
                    : ticks == DateTime.MinValue.Ticks ? long.MinValue
                    : (ticks - FirstTick) / TimeSpan.TicksPerMicrosecond
                );
                break;
            default:
                throw Unfit("a moment");
        }
    }

    /// <inheritdoc />
    // Only a binary column keeps bytes as such; for a text or JSON column they are its text in UTF-8.
    public override void Bytes(ReadOnlySpan<byte> value)
    {
        switch (Next())
        {
            case NpgsqlDbType.Bytea or NpgsqlDbType.Text:
                value.CopyTo(_buffer.Field(value.Length));
                break;
            case NpgsqlDbType.Jsonb:
                var field = _buffer.Field(1 + value.Length);
                field[0] = JsonbVersion;
                value.CopyTo(field[1..]);
                break;
            default:
                throw Unfit("bytes");
        }
    }

    private string ColumnName => _column < _rows.Columns.Count ? _rows.Columns[_column].Name : "";

    private NpgsqlDbType Next() => _column < _types.Length ? _types[_column++] : throw Misfit(_column + 1);

    private void Day(DateOnly day) =>
        _buffer.Int32(
            day == DateOnly.MaxValue ? int.MaxValue
            : day == DateOnly.MinValue ? int.MinValue
            : day.DayNumber - FirstDay
        );

    private InvalidOperationException Misfit(int values) =>
        new($"A row for {_rows.Table} has {values} values, but there are {_types.Length} columns.");

    private InvalidCastException Unfit(string what) =>
        new($"{Last.Name} of {_rows.Table} is of type {Last.Type}, not {what}.");

    private Column Last => _rows.Columns[_column - 1];

    /// <summary>Writes all of them.</summary>
    public void WriteAll(IProgress<long>? progress, CancellationToken token)
    {
        _buffer.Start();
        var write = _rows.InOrder?.Invoke() ?? _rows.Write;
        for (var row = 0L; row < _rows.Count; row++)
        {
            if (row % RowsPerGlance == 0)
            {
                token.ThrowIfCancellationRequested();
            }

            WriteRow(row, write);
            if (_buffer.IsFull)
            {
                Send();
            }

            if ((row + 1) % RowsPerReport == 0)
            {
                progress?.Report(row + 1);
            }
        }

        _buffer.Columns(-1);
        Send();
    }

    private void WriteRow(long row, Action<long, RowWriter> write)
    {
        _column = 0;
        _buffer.Columns(_types.Length);
        write(row, this);
        if (_column != _types.Length)
        {
            throw Misfit(_column);
        }
    }

    private void Send()
    {
        _copy.Write(_buffer.Written);
        _buffer.Clear();
    }
}
