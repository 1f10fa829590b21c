using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Provisioning.Sqlite.Rows;

/// <summary>Adds rows through one prepared INSERT of SQLite's own interface, without a parameter object for each
/// value.</summary>
internal sealed partial class SqliteRowWriter : RowWriter
{
    private const int RowsPerGlance = 1_000;
    private const int RowsPerReport = 10_000;

    // Below this many rows the pages fit into the cache that a connection has anyway.
    private const long LargeLoad = 10_000;

    // In KiB, as the pragma takes them where they are negative.
    private const long LargeCache = -196_608;

    // A load of any size comes in transactions of a bounded one.
    private const long LoadCache = -65_536;

    private readonly RowSource _rows;
    private readonly SqlStatement _insert;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _row;
    private readonly bool[] _isBinary;
    private byte[] _text = new byte[1024];
    private int _column;
    private Dictionary<string, SqliteAffinity>? _affinities;

    private SqliteRowWriter(sqlite3 database, RowSource rows)
    {
        _database = database;
        _rows = rows;
        _insert = Insert(rows);
        _isBinary = [.. rows.Columns.Select(column => column.Type.Kind is ColumnKind.Binary or ColumnKind.Custom)];
        Check(sqlite3_prepare_v2(database, _insert.Text, out _row));
    }

    /// <summary>Adds the rows on the caller's connection and inside the caller's transaction; leaves both open. Rows
    /// whose key is there already are left out.</summary>
    /// <returns>How many rows were added.</returns>
    /// <exception cref="StatementFailedException">SQLite refused a row. Those before it are there until the caller
    /// rolls back.</exception>
    /// <exception cref="InvalidOperationException">The source wrote more or fewer values than it has
    /// columns.</exception>
    public static long Write(
        SqliteConnection connection,
        RowSource rows,
        IProgress<long>? progress,
        CancellationToken token
    )
    {
        if (rows.Count < LargeLoad)
        {
            return WriteAll(connection, rows, progress, token);
        }

        var usual = CacheSize(connection, rows);
        SetCacheSize(connection, rows, rows.IsNew ? LoadCache : LargeCache);
        try
        {
            return WriteAll(connection, rows, progress, token);
        }
        finally
        {
            SetCacheSize(connection, rows, usual);
        }
    }

    /// <inheritdoc />
    public override void Null() => Check(sqlite3_bind_null(_row, Next()));

    /// <inheritdoc />
    public override void Text(string value)
    {
        UnstorableText.Check(value, _rows.Table, ColumnName);
        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < longest)
        {
            _text = new byte[longest];
        }

        Bind(_text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text)));
    }

    /// <inheritdoc />
    public override void Json(string value) => Text(value);

    /// <inheritdoc />
    internal override void Utf8(ReadOnlySpan<byte> value) => Bind(value);

    /// <inheritdoc />
    internal override void Numbered(ReadOnlySpan<byte> before, long number, ReadOnlySpan<byte> after)
    {
        const int longestNumber = 20;
        if (_text.Length < before.Length + longestNumber + after.Length)
        {
            _text = new byte[before.Length + longestNumber + after.Length];
        }

        before.CopyTo(_text);
        number.TryFormat(_text.AsSpan(before.Length), out var digits, default, CultureInfo.InvariantCulture);
        after.CopyTo(_text.AsSpan(before.Length + digits));
        Bind(_text.AsSpan(0, before.Length + digits + after.Length));
    }

    /// <inheritdoc />
    internal override void Day(DateTime value)
    {
        value.Deconstruct(out var day, out _);
        Span<byte> text = stackalloc byte[10];
        "0000-00-00"u8.CopyTo(text);
        Digits(text[..4], day.Year);
        Digits(text[5..7], day.Month);
        Digits(text[8..10], day.Day);
        Bind(text);
    }

    /// <inheritdoc />
    public override void Integer(long value) => Check(sqlite3_bind_int64(_row, Next(), value));

    /// <inheritdoc />
    public override void Double(double value)
    {
        if (double.IsNaN(value))
        {
            throw new ProvisioningException(
                $"A value of {ColumnName} in {_rows.Table} is not a number (NaN), which SQLite would store as NULL. "
                    + "Give NULL, or keep the value as text."
            );
        }

        Check(sqlite3_bind_double(_row, Next(), value));
    }

    /// <inheritdoc />
    // As text, which a column of numeric affinity turns into a number of at most 15 digits.
    public override void Decimal(decimal value)
    {
        if (SqliteDialect.IsLong(value) && SqliteDialect.Kept(value, Affinity) is null)
        {
            throw new ProvisioningException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value} for {ColumnName} in {_rows.Table} has more digits than SQLite keeps in a column of that "
                        + $"type. Make the column one of text, or round the value."
                )
            );
        }

        Format(value, default);
    }

    /// <inheritdoc />
    public override void Boolean(bool value) => Check(sqlite3_bind_int(_row, Next(), value ? 1 : 0));

    /// <inheritdoc />
    public override void Guid(Guid value) => Format(value, "D");

    /// <inheritdoc />
    // As "yyyy-MM-dd HH:mm:ss.fff", which the formatter takes several times as long for.
    public override void Moment(DateTimeOffset value)
    {
        value.UtcDateTime.Deconstruct(out var day, out var time);
        Span<byte> text = stackalloc byte[23];
        "0000-00-00 00:00:00.000"u8.CopyTo(text);
        Digits(text[..4], day.Year);
        Digits(text[5..7], day.Month);
        Digits(text[8..10], day.Day);
        Digits(text[11..13], time.Hour);
        Digits(text[14..16], time.Minute);
        Digits(text[17..19], time.Second);
        Digits(text[20..], time.Millisecond);
        Bind(text);
    }

    /// <inheritdoc />
    // Only a binary column keeps bytes as such; for any other they are its text in UTF-8.
    public override void Bytes(ReadOnlySpan<byte> value)
    {
        if (_column < _isBinary.Length && !_isBinary[_column])
        {
            Bind(value);
        }
        else
        {
            Check(value.IsEmpty ? sqlite3_bind_zeroblob(_row, Next(), 0) : sqlite3_bind_blob(_row, Next(), value));
        }
    }

    private static SqlStatement Insert(RowSource rows)
    {
        var dialect = new SqliteDialect();
        var columns = string.Join(", ", rows.Columns.Select(column => SqliteDialect.Quote(column.Name)));
        var values = string.Join(", ", Enumerable.Repeat('?', rows.Columns.Count));
        var skip =
            rows.Key.Count == 0
                ? ""
                : $" ON CONFLICT ({string.Join(", ", rows.Key.Select(SqliteDialect.Quote))}) DO NOTHING";
        return new($"INSERT INTO {dialect.Quote(rows.Table)} ({columns}) VALUES ({values}){skip}");
    }

    private static long WriteAll(
        SqliteConnection connection,
        RowSource rows,
        IProgress<long>? progress,
        CancellationToken token
    )
    {
        var database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        var writer = new SqliteRowWriter(database, rows);
        using (writer._row)
        {
            return writer.WriteAll(progress, token);
        }
    }

    private static long CacheSize(SqliteConnection connection, RowSource rows)
    {
        using var command = connection.CreateCommand();
        command.CommandText = CachePragma(rows);
        return (long)command.ExecuteScalar()!;
    }

    private static void SetCacheSize(SqliteConnection connection, RowSource rows, long size)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"{CachePragma(rows)} = {size}";
        command.ExecuteNonQuery();
    }

    private static string CachePragma(RowSource rows) =>
        rows.Table.Schema is null ? "PRAGMA cache_size" : $"PRAGMA {SqliteDialect.Quote(rows.Table.Schema)}.cache_size";

    private long WriteAll(IProgress<long>? progress, CancellationToken token)
    {
        var added = 0L;
        var write = _rows.InOrder?.Invoke() ?? _rows.Write;
        for (var row = 0L; row < _rows.Count; row++)
        {
            if (row % RowsPerGlance == 0)
            {
                token.ThrowIfCancellationRequested();
            }

            added += WriteRow(row, write);
            if ((row + 1) % RowsPerReport == 0)
            {
                progress?.Report(row + 1);
            }
        }

        progress?.Report(_rows.Count);
        return added;
    }

    private int WriteRow(long row, Action<long, RowWriter> write)
    {
        _column = 0;
        write(row, this);
        if (_column != _rows.Columns.Count)
        {
            throw Misfit(_column);
        }

        var result = sqlite3_step(_row);
        if (result != SQLITE_DONE)
        {
            throw Failed(result);
        }

        var added = sqlite3_changes(_database);
        Check(sqlite3_reset(_row));
        return added;
    }

    private string ColumnName => _column < _rows.Columns.Count ? _rows.Columns[_column].Name : "";

    private SqliteAffinity Affinity
    {
        get
        {
            _affinities ??= Affinities();
            return _affinities.GetValueOrDefault(ColumnName);
        }
    }

    private Dictionary<string, SqliteAffinity> Affinities()
    {
        var sql = "SELECT name, type FROM pragma_table_xinfo(?)";
        Check(sqlite3_prepare_v2(_database, sql, out var statement));
        using (statement)
        {
            Check(sqlite3_bind_text(statement, 1, _rows.Table.Name));
            var found = new Dictionary<string, SqliteAffinity>(StringComparer.OrdinalIgnoreCase);
            while (sqlite3_step(statement) == SQLITE_ROW)
            {
                found[sqlite3_column_text(statement, 0).utf8_to_string()] = SqliteAffinities.Of(
                    sqlite3_column_text(statement, 1).utf8_to_string()
                );
            }

            return found;
        }
    }

    private InvalidOperationException Misfit(int values) =>
        new($"A row for {_rows.Table} has {values} values, but there are {_rows.Columns.Count} columns.");

    private void Format<T>(T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        Bind(text[..length]);
    }

    private static void Digits(Span<byte> place, int number)
    {
        for (var at = place.Length - 1; at >= 0; at--, number /= 10)
        {
            place[at] = (byte)('0' + (number % 10));
        }
    }

    private void Bind(ReadOnlySpan<byte> text) => Check(sqlite3_bind_text(_row, Next(), text));

    private int Next() => _column < _isBinary.Length ? ++_column : throw Misfit(_column + 1);

    private void Check(int result)
    {
        if (result != SQLITE_OK)
        {
            throw Failed(result);
        }
    }

    private StatementFailedException Failed(int result)
    {
        var extended = sqlite3_extended_errcode(_database);
        var reason = sqlite3_errmsg(_database).utf8_to_string();
        return new(_insert, reason, CodeName(extended), 0, new SqliteException(reason, result, extended));
    }
}
