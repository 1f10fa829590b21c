using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Sqlite.Connection;
using Provisioning.Sqlite.Dialect;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Provisioning.Transfer.Sqlite;

/// <summary>Transfers rows as text that is read back unchanged: each value has a type of its own in SQLite, and one
/// that its column would turn into another is refused.</summary>
internal sealed partial class SqliteTransfer(SqliteSession session, SqliteConnection connection) : TableTransfer
{
    /// <inheritdoc />
    public override TransferTable Describe(Table table) =>
        new(
            table.Name,
            table
                .Columns.Where(column => column.Computed is null)
                .Select(column => new TransferColumn(column.Name, KindOf(column.Type), column))
                .ToValueList(),
            table.PrimaryKey?.Columns ?? []
        );

    /// <inheritdoc />
    public override IAsyncEnumerable<string?[]> ReadAsync(TransferTable table, CancellationToken token) =>
        RowsAsync(table, Text, token);

    /// <inheritdoc />
    public override IAsyncEnumerable<string?[]> ReadLiteralsAsync(TransferTable table, CancellationToken token) =>
        RowsAsync(table, Literal, token);

    /// <inheritdoc />
    public override string LiteralOf(string? value, ValueKind kind) =>
        (value, kind) switch
        {
            (null, _) => "NULL",
            (_, ValueKind.Bytes) when value.StartsWith("\\x", StringComparison.Ordinal) => $"X'{value[2..]}'",
            (_, ValueKind.Boolean) when value is "true" or "false" => value is "true" ? "1" : "0",
            (_, ValueKind.Integer)
                when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => value,
            (_, ValueKind.Double)
                when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => Decimal(number),
            _ => Literal(value),
        };

    /// <inheritdoc />
    public override Task<long> WriteAsync(
        TransferTable table,
        long count,
        Func<string?[]?> next,
        CancellationToken token
    )
    {
        var columns = table
            .Columns.Select(column => new Column(
                column.Name,
                new(column.Kind is ValueKind.Bytes ? ColumnKind.Binary : ColumnKind.String)
            ))
            .ToValueList();
        var affinities = table.Columns.Select(column => Affinity(column.Column.Type)).ToArray();
        var rows = new RowSource(table.Name, columns, [], count, (number, to) =>
        {
            var row = next()
                ?? throw new ProvisioningException(
                    $"{table.Name} has {number} rows in its file, and should have {count}. Nothing was imported."
                );
            for (var at = 0; at < row.Length; at++)
            {
                Write(to, row[at], table.Columns[at], affinities[at], table.Name, number + 1);
            }
        });
        try
        {
            return session.WriteAsync(rows, progress: null, token);
        }
        catch (StatementFailedException error)
        {
            throw new ProvisioningException(
                $"A row of {table.Name} does not fit into {session.Database.Location}: {error.Message}. Nothing was "
                    + $"imported.",
                error
            );
        }
    }

    /// <inheritdoc />
    public override TransferFrame Script =>
        new(
            [".bail on", ".dbconfig enable_trigger off", "BEGIN IMMEDIATE;", "PRAGMA defer_foreign_keys = ON;"],
            ["COMMIT;"]
        );

    private static ValueKind KindOf(ColumnType type)
    {
        var declared = (type.Custom ?? "").ToUpperInvariant();
        return (type.Kind, Affinity(type)) switch
        {
            (ColumnKind.Binary, _) => ValueKind.Bytes,
            (_, SqliteAffinity.Integer) => ValueKind.Integer,
            (_, SqliteAffinity.Real) => ValueKind.Double,
            (_, SqliteAffinity.Numeric) when declared is "BOOLEAN" or "BOOL" => ValueKind.Boolean,
            (_, SqliteAffinity.Numeric)
                when declared.StartsWith("NUMERIC", StringComparison.Ordinal)
                    || declared.StartsWith("DECIMAL", StringComparison.Ordinal) => ValueKind.Decimal,
            (_, SqliteAffinity.None) when declared.Contains("BLOB", StringComparison.Ordinal) => ValueKind.Bytes,
            _ => ValueKind.Text,
        };
    }

    private static SqliteAffinity Affinity(ColumnType type) =>
        SqliteAffinities.Of(
            type.Kind switch
            {
                ColumnKind.String => "TEXT",
                ColumnKind.Binary => "BLOB",
                _ => type.Custom ?? "",
            }
        );

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "Infinity"
        : double.IsNegativeInfinity(value) ? "-Infinity"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private async IAsyncEnumerable<string?[]> RowsAsync(
        TransferTable table,
        Func<sqlite3_stmt, int, TransferTable, long, string?> value,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        await Task.CompletedTask;
        var columns = string.Join(", ", table.Columns.Select(Value));
        var order = table.Key.Count == 0 ? "" : $" ORDER BY {string.Join(", ", table.Key.Select(Dialect.Quote))}";
        var sql = new SqlStatement(
            $"SELECT {columns} FROM {session.Database.Dialect.Quote(table.Name)}{table.Where}{order}"
        );
        Check(sqlite3_prepare_v2(connection.Handle, sql.Text, out var rows), sql);
        using (rows)
        {
            var row = new string?[table.Columns.Count];
            for (var number = 1L; Step(rows, sql); number++)
            {
                token.ThrowIfCancellationRequested();
                for (var at = 0; at < row.Length; at++)
                {
                    row[at] = value(rows, at, table, number);
                }

                yield return row;
            }
        }
    }

    private static string Value(TransferColumn column) =>
        column.Constant is null ? Dialect.Quote(column.Name)
        : column.Constant.Value is { } text
            ? $"CASE WHEN {Dialect.Quote(column.Name)} IS NOT NULL THEN {Dialect.QuoteText(text)} END"
        : "NULL";

    private bool Step(sqlite3_stmt rows, SqlStatement sql)
    {
        var result = sqlite3_step(rows);
        Check(result is SQLITE_ROW or SQLITE_DONE ? SQLITE_OK : result, sql);
        return result is SQLITE_ROW;
    }

    private static string? Text(sqlite3_stmt row, int at, TransferTable table, long number)
    {
        var column = table.Columns[at];
        var (type, affinity) = (sqlite3_column_type(row, at), Affinity(column.Column.Type));
        var comesBack = (type, column.Kind) switch
        {
            (SQLITE_NULL, _) => true,
            (SQLITE_BLOB, _) => column.Kind is ValueKind.Bytes,
            (_, ValueKind.Bytes) => false,
            (SQLITE_TEXT, ValueKind.Boolean) => false,
            (SQLITE_TEXT, _) => true,
            _ => affinity is not SqliteAffinity.None,
        };
        if (!comesBack)
        {
            throw new ProvisioningException(
                $"Column {column.Name} of row {number} of {table.Name} holds {TypeName(type)}, which its declared "
                    + $"type would turn into something else on the way back from CSV. Export with --format sql, which "
                    + $"keeps it as it is."
            );
        }

        return type switch
        {
            SQLITE_NULL => null,
            SQLITE_INTEGER when column.Kind is ValueKind.Boolean && sqlite3_column_int64(row, at) is 0 or 1 =>
                sqlite3_column_int64(row, at) == 1 ? "true" : "false",
            SQLITE_INTEGER => sqlite3_column_int64(row, at).ToString(CultureInfo.InvariantCulture),
            SQLITE_FLOAT => Number(sqlite3_column_double(row, at)),
            SQLITE_BLOB => $"\\x{Convert.ToHexStringLower(sqlite3_column_blob(row, at))}",
            _ => WholeText(row, at, table, number),
        };
    }

    private static string Literal(sqlite3_stmt row, int at, TransferTable table, long number) =>
        sqlite3_column_type(row, at) switch
        {
            SQLITE_NULL => "NULL",
            SQLITE_INTEGER => sqlite3_column_int64(row, at).ToString(CultureInfo.InvariantCulture),
            SQLITE_FLOAT => sqlite3_column_double(row, at) is var number64 && double.IsFinite(number64)
                ? Decimal(number64)
            : number64 > 0 ? "9e999"
            : "-9e999",
            SQLITE_BLOB => $"X'{Convert.ToHexStringLower(sqlite3_column_blob(row, at))}'",
            _ => Literal(WholeText(row, at, table, number)),
        };

    // With a point or an exponent, so that it stays a floating-point number.
    private static string Decimal(double value) =>
        Number(value) is var text && text.AsSpan().IndexOfAny('.', 'E') < 0 ? $"{text}.0" : Number(value);

    // On one line, whatever is in it: line ends are replaced by words that are not in the text.
    private static string Literal(string text)
    {
        var literal = Dialect.QuoteText(text);
        foreach (
            var (end, letter) in new[] { ('\n', 'n'), ('\r', 'r') }.Where(pair =>
                text.Contains(pair.Item1, StringComparison.Ordinal)
            )
        )
        {
            var word = $"\\{letter}";
            while (text.Contains(word, StringComparison.Ordinal))
            {
                word += letter;
            }

            literal =
                $"replace({literal.Replace(end.ToString(), word, StringComparison.Ordinal)},'{word}',char({(int)end}))";
        }

        return literal;
    }

    private static string WholeText(sqlite3_stmt row, int at, TransferTable table, long number)
    {
        var text = sqlite3_column_text(row, at).utf8_to_string();
        return Encoding.UTF8.GetByteCount(text) == sqlite3_column_bytes(row, at)
            ? text
            : throw new ProvisioningException(
                $"Column {table.Columns[at].Name} of row {number} of {table.Name} holds text with a NUL character, or "
                    + $"text that is not UTF-8, which no text file can hold. Correct the value, or take a backup, "
                    + $"which copies the file as it is."
            );
    }

    private static string TypeName(int type) =>
        type switch
        {
            SQLITE_INTEGER => "a whole number",
            SQLITE_FLOAT => "a floating-point number",
            SQLITE_TEXT => "text",
            _ => "bytes",
        };

    private void Check(int result, SqlStatement sql)
    {
        if (result != SQLITE_OK)
        {
            var reason = sqlite3_errmsg(connection.Handle).utf8_to_string();
            throw new StatementFailedException(
                sql,
                reason,
                $"SQLite {sqlite3_extended_errcode(connection.Handle)}",
                0,
                new SqliteException(reason, result)
            );
        }
    }
}
