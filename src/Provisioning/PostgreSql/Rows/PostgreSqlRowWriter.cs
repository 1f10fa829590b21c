using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Rows;

/// <summary>Adds rows through COPY in its binary form.</summary>
internal sealed partial class PostgreSqlRowWriter : RowWriter
{
    private const int RowsPerGlance = 1_000;
    private const int RowsPerReport = 10_000;

    private readonly NpgsqlBinaryImporter _importer;
    private readonly RowSource _rows;
    private readonly NpgsqlDbType[] _types;
    private byte[] _bytes = new byte[1024];
    private int _column;

    private PostgreSqlRowWriter(NpgsqlBinaryImporter importer, RowSource rows)
    {
        _importer = importer;
        _rows = rows;
        _types = [.. rows.Columns.Select(column => WireType(column.Type) ?? NpgsqlDbType.Text)];
    }

    /// <inheritdoc />
    public override void Null()
    {
        _column++;
        _importer.WriteNull();
    }

    /// <inheritdoc />
    public override void Text(string value)
    {
        CheckText(value);
        switch (Next())
        {
            case NpgsqlDbType.Date:
                _importer.Write(DateOnly.Parse(value, CultureInfo.InvariantCulture), NpgsqlDbType.Date);
                break;
            case NpgsqlDbType.Time:
                _importer.Write(TimeOnly.Parse(value, CultureInfo.InvariantCulture), NpgsqlDbType.Time);
                break;
            case var type:
                _importer.Write(value, type);
                break;
        }
    }

    /// <inheritdoc />
    public override void Json(string value)
    {
        CheckText(value);
        _importer.Write(value, Next());
    }

    /// <inheritdoc />
    public override void Integer(long value)
    {
        switch (Next())
        {
            case NpgsqlDbType.Smallint:
                _importer.Write(checked((short)value), NpgsqlDbType.Smallint);
                break;
            case NpgsqlDbType.Integer:
                _importer.Write(checked((int)value), NpgsqlDbType.Integer);
                break;
            case NpgsqlDbType.Bigint:
                _importer.Write(value, NpgsqlDbType.Bigint);
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
        if (Next() is NpgsqlDbType.Real)
        {
            _importer.Write((float)value, NpgsqlDbType.Real);
        }
        else
        {
            _importer.Write(value, NpgsqlDbType.Double);
        }
    }

    /// <inheritdoc />
    public override void Decimal(decimal value) => _importer.Write(value, Next());

    /// <inheritdoc />
    public override void Boolean(bool value) => _importer.Write(value, Next());

    /// <inheritdoc />
    public override void Guid(Guid value) => _importer.Write(value, Next());

    /// <inheritdoc />
    public override void Moment(DateTimeOffset value)
    {
        switch (Next())
        {
            case NpgsqlDbType.Date:
                _importer.Write(DateOnly.FromDateTime(value.UtcDateTime), NpgsqlDbType.Date);
                break;
            case NpgsqlDbType.Timestamp:
                _importer.Write(
                    DateTime.SpecifyKind(value.UtcDateTime, DateTimeKind.Unspecified),
                    NpgsqlDbType.Timestamp
                );
                break;
            case var type:
                _importer.Write(value.ToUniversalTime(), type);
                break;
        }
    }

    /// <inheritdoc />
    // Only a binary column keeps bytes as such; for a text or JSON column they are its text in UTF-8.
    public override void Bytes(ReadOnlySpan<byte> value)
    {
        if (_bytes.Length < value.Length)
        {
            _bytes = new byte[value.Length * 2];
        }

        value.CopyTo(_bytes);
        _importer.Write<ReadOnlyMemory<byte>>(_bytes.AsMemory(0, value.Length), Next());
    }

    private void CheckText(string value) =>
        UnstorableText.Check(value, _rows.Table, _column < _rows.Columns.Count ? _rows.Columns[_column].Name : "");

    private NpgsqlDbType Next() => _column < _types.Length ? _types[_column++] : throw Misfit(_column + 1);

    private void WriteRow(long row)
    {
        _column = 0;
        _importer.StartRow();
        _rows.Write(row, this);
        if (_column != _types.Length)
        {
            throw Misfit(_column);
        }
    }

    private InvalidOperationException Misfit(int values) =>
        new($"A row for {_rows.Table} has {values} values, but there are {_types.Length} columns.");

    private void WriteAll(IProgress<long>? progress, CancellationToken token)
    {
        for (var row = 0L; row < _rows.Count; row++)
        {
            if (row % RowsPerGlance == 0)
            {
                token.ThrowIfCancellationRequested();
            }

            WriteRow(row);
            if ((row + 1) % RowsPerReport == 0)
            {
                progress?.Report(row + 1);
            }
        }
    }
}
