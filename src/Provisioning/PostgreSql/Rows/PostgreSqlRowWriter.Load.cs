using Npgsql;
using Provisioning.Databases;
using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Rows;

// Which way the rows take: straight into an empty table, or through a temporary one.
internal sealed partial class PostgreSqlRowWriter
{
    private const string Staging = "pg_temp.\"provisioning_rows\"";

    /// <summary>Adds the rows inside the transaction that the caller has open, and leaves it open. Rows whose key is
    /// there already are left out.</summary>
    /// <returns>How many rows were added.</returns>
    /// <exception cref="StatementFailedException">PostgreSQL refused a row, and with it the transaction.</exception>
    /// <exception cref="InvalidOperationException">The source wrote more or fewer values than it has
    /// columns.</exception>
    public static async Task<long> WriteAsync(
        NpgsqlConnection connection,
        Dialects.Dialect dialect,
        RowSource rows,
        IProgress<long>? progress,
        CancellationToken token
    )
    {
        var target = dialect.Quote(rows.Table);
        var isStraight =
            rows.Columns.All(column => WireType(column.Type) is not null)
            && (
                rows.IsNew
                || (await IsEmptyAsync(connection, target, token) && await StaysEmptyAsync(connection, target, token))
            );
        if (isStraight)
        {
            await CopyAsync(connection, target, rows, progress, token);
            progress?.Report(rows.Count);
            // A trigger may have left some out.
            return rows.IsNew ? rows.Count : await CountAsync(connection, target, token);
        }

        await ExecuteAsync(connection, CreateStaging(target, rows), token);
        await CopyAsync(connection, Staging, rows, progress, token);
        var added = await ExecuteAsync(connection, Insert(target, rows, dialect), token);
        await ExecuteAsync(connection, $"DROP TABLE {Staging}", token);
        progress?.Report(rows.Count);
        return added;
    }

    private static string Names(RowSource rows) =>
        string.Join(", ", rows.Columns.Select(column => PostgreSqlDialect.Quote(column.Name)));

    private static string CreateStaging(string target, RowSource rows)
    {
        var columns = rows.Columns.Select(column =>
            PostgreSqlDialect.Quote(column.Name) is var name && WireType(column.Type) is null
                ? $"{name}::text AS {name}"
                : name
        );
        return $"CREATE TEMP TABLE \"provisioning_rows\" ON COMMIT DROP AS SELECT {string.Join(", ", columns)} FROM "
            + $"{target} WITH NO DATA";
    }

    private static string Insert(string target, RowSource rows, Dialects.Dialect dialect)
    {
        var columns = rows.Columns.Select(column =>
            WireType(column.Type) is null
                ? $"{PostgreSqlDialect.Quote(column.Name)}::{dialect.TypeName(column.Type)}"
                : PostgreSqlDialect.Quote(column.Name)
        );
        var overriding = rows.Columns.Any(column => column.Identity is not null) ? " OVERRIDING SYSTEM VALUE" : "";
        var skip =
            rows.Key.Count == 0
                ? ""
                : $" ON CONFLICT ({string.Join(", ", rows.Key.Select(PostgreSqlDialect.Quote))}) DO NOTHING";
        return $"INSERT INTO {target} ({Names(rows)}){overriding} SELECT {string.Join(", ", columns)} FROM "
            + $"{Staging}{skip}";
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        string table,
        RowSource rows,
        IProgress<long>? progress,
        CancellationToken token
    )
    {
        var copy = $"COPY {table} ({Names(rows)}) FROM STDIN (FORMAT BINARY)";
        try
        {
            await using var stream = await connection.BeginRawBinaryCopyAsync(copy, token);
            // However long the rows take, and the foreign keys that the server checks after the last.
            (stream.ReadTimeout, stream.WriteTimeout) = (0, 0);
            try
            {
                new PostgreSqlRowWriter(stream, rows).WriteAll(progress, token);
            }
            catch
            {
                await CancelAsync(stream);
                throw;
            }
        }
        catch (PostgresException e)
        {
            throw Failed(copy, e);
        }
    }

    // Closing it would add the rows that were sent.
    private static async Task CancelAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync();
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            // The failure that led here says more.
        }
    }

    // Another process may be filling the table as well: the second one waits here, and then finds rows.
    private static async Task<bool> StaysEmptyAsync(NpgsqlConnection connection, string table, CancellationToken token)
    {
        await ExecuteAsync(connection, $"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE", token);
        return await IsEmptyAsync(connection, table, token);
    }

    private static async Task<bool> IsEmptyAsync(NpgsqlConnection connection, string table, CancellationToken token) =>
        (bool)await ReadAsync(connection, $"SELECT NOT EXISTS (SELECT 1 FROM {table})", token);

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table, CancellationToken token) =>
        (long)await ReadAsync(connection, $"SELECT count(*) FROM {table}", token);

    private static async Task<object> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        try
        {
            return (await command.ExecuteScalarAsync(token))!;
        }
        catch (PostgresException e)
        {
            throw Failed(command.CommandText, e);
        }
    }

    private static async Task<long> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        try
        {
            return await command.ExecuteNonQueryAsync(token);
        }
        catch (PostgresException e)
        {
            throw Failed(sql, e);
        }
    }

    private static StatementFailedException Failed(string sql, PostgresException e) =>
        new(new(sql), e.MessageText, e.SqlState, e.Position, e);
}
