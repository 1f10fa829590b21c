using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Sqlite.Connection;
using Provisioning.Transfer;
using Provisioning.Transfer.Format;
using SQLitePCL;

namespace Provisioning.Backup.Sqlite;

/// <summary>Makes a file of the masked rows of a backup. The file that was backed up is held in memory alone.</summary>
/// <param name="database">The file, which does not exist.</param>
/// <param name="mask">The mask.</param>
internal sealed class SqliteMaskedRestore(SqliteDatabase database, RowMask mask)
{
    private const string Raw = "provisioning_raw";

    // In the header of a file: how it is written and read; 2 is the write-ahead log, which memory has not.
    private const int WriteVersion = 18;
    private const byte WriteAheadLog = 2;

    /// <summary>Makes the file.</summary>
    /// <exception cref="ProvisioningException">The backup is larger than memory can hold in one piece, or has virtual
    /// tables.</exception>
    public async Task RunAsync(BackupParts parts, CancellationToken token)
    {
        var bytes = await ReadAsync(parts, token);
        var isLogged = bytes.Length > WriteVersion && bytes[WriteVersion] == WriteAheadLog;
        if (isLogged)
        {
            bytes[WriteVersion] = bytes[WriteVersion + 1] = 1;
        }

        var pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            await database.CreateAsync(token);
            await using var session = await database.OpenAsync(token);
            var connection = (SqliteConnection)session.Connection;
            await session.ExecuteAsync($"ATTACH DATABASE ':memory:' AS {Raw}", token);
            Attach(connection, pinned.AddrOfPinnedObject(), bytes.Length);
            await CopyAsync(session, connection, token);
            await session.ExecuteAsync($"DETACH DATABASE {Raw}", token);
            await session.QueryAsync(
                $"PRAGMA journal_mode = {(isLogged ? "WAL" : "DELETE")}",
                row => row.GetString(0),
                token
            );
        }
        finally
        {
            pinned.Free();
        }
    }

    private async Task<byte[]> ReadAsync(BackupParts parts, CancellationToken token)
    {
        using var memory = new MemoryStream();
        try
        {
            await parts.CopyToAsync(SqliteBackup.Part, memory, token);
            return memory.ToArray();
        }
        catch (Exception error) when (error is OutOfMemoryException or NotSupportedException or ArgumentException)
        {
            throw new ProvisioningException(
                $"The backup is too large to be masked in memory, and is not to be written to {database.Location} as "
                    + "it is. Use `provision export --mask` on a machine where the data may be: it reads row by row.",
                error
            );
        }
        catch (IOException error) when (error.Message.Contains("too long", StringComparison.Ordinal))
        {
            throw new ProvisioningException(
                $"The backup has more than the 2 GiB that can be masked in memory, and is not to be written to "
                    + $"{database.Location} as it is. Use `provision export --mask` on a machine where the data may "
                    + "be.",
                error
            );
        }
    }

    private static void Attach(SqliteConnection connection, IntPtr bytes, long length)
    {
        // Not as read-only: the transaction that writes the file takes a lock on every database of the session.
        var result = raw.sqlite3_deserialize(connection.Handle!, Raw, bytes, length, length, 0);
        if (result != raw.SQLITE_OK)
        {
            throw new ProvisioningException(
                $"SQLite cannot read the backup in memory (SQLite {result}). Update SQLite."
            );
        }
    }

    private async Task CopyAsync(DatabaseSession session, SqliteConnection connection, CancellationToken token)
    {
        var made = await session.QueryAsync(
            $"""
            SELECT type, name, sql FROM {Raw}.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
            ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid
            """,
            row => (Type: row.GetString(0), Name: row.GetString(1), Sql: row.GetString(2)),
            token
        );
        RefuseVirtual(made.Where(each => each.Type is "table").Select(each => (each.Name, each.Sql)));
        foreach (var setting in new[] { "application_id", "user_version" })
        {
            var value = (await session.QueryAsync($"PRAGMA {Raw}.{setting}", row => row.GetInt64(0), token))[0];
            await session.ExecuteAsync(
                string.Create(CultureInfo.InvariantCulture, $"PRAGMA {setting} = {value}"),
                token
            );
        }

        await session.ExecuteAsync([.. made.Select(each => new SqlStatement(each.Sql))], token);
        var model = await session.InspectAsync(token);
        mask.Begin(model, session.Database.Dialect);
        await session.BeginAsync(TransactionOptions.Default, token);
        using (TableTransfer.Of(session).SuspendTriggers())
        {
            foreach (var table in made.Where(each => each.Type is "table"))
            {
                await CopyAsync(session, connection, table.Name, token);
            }

            await NumberingAsync(session, token);
            await session.CommitAsync(token);
        }

        if ((await session.QueryAsync($"PRAGMA {Raw}.table_info('sqlite_stat1')", _ => 0, token)).Count > 0)
        {
            await session.ExecuteAsync("ANALYZE main", token);
        }
    }

    private static void RefuseVirtual(IEnumerable<(string Name, string Sql)> tables)
    {
        var found = tables
            .Where(table => table.Sql.StartsWith("CREATE VIRTUAL", StringComparison.OrdinalIgnoreCase))
            .Select(table => table.Name)
            .ToArray();
        if (found.Length > 0)
        {
            throw new ProvisioningException(
                $"The backup has virtual tables, which keep text in a form of their own that cannot be masked: "
                    + $"{string.Join(", ", found)}. Nothing was restored. Use `provision export --mask`, which leaves "
                    + "them out, and make them again."
            );
        }
    }

    private async Task CopyAsync(
        DatabaseSession session,
        SqliteConnection connection,
        string table,
        CancellationToken token
    )
    {
        var columns = await session.QueryAsync(
            $"SELECT name FROM pragma_table_xinfo(@p0, '{Raw}') WHERE hidden = 0 ORDER BY cid",
            row => row.GetString(0),
            token,
            table
        );
        var names = string.Join(", ", columns.Select(Dialect.Quote));
        if (!mask.Changes(table))
        {
            await session.ExecuteAsync(
                $"INSERT INTO main.{Dialect.Quote(table)} ({names}) SELECT {names} FROM {Raw}.{Dialect.Quote(table)}",
                token
            );
            return;
        }

        await using var read = connection.CreateCommand();
        await using var write = connection.CreateCommand();
#pragma warning disable CA2100 // Names, quoted.
        read.CommandText = $"SELECT {names} FROM {Raw}.{Dialect.Quote(table)}";
        write.CommandText =
            $"INSERT INTO main.{Dialect.Quote(table)} ({names}) VALUES "
            + $"({string.Join(", ", columns.Select((_, at) => $"@p{at}"))})";
#pragma warning restore CA2100
        var values = columns.Select((_, at) => write.Parameters.Add(new($"@p{at}", null))).ToArray();
        await using var rows = await read.ExecuteReaderAsync(token);
        var before = new object[columns.Count];
        await foreach (var row in mask.Apply(table, columns, RowsAsync(rows, before, token), token))
        {
            for (var at = 0; at < row.Length; at++)
            {
                values[at].Value = Value(row[at], before[at]);
            }

            try
            {
                await write.ExecuteNonQueryAsync(token);
            }
            catch (SqliteException error)
            {
                throw new ProvisioningException(
                    $"A masked row of {table} does not fit: {error.Message} Nothing was restored. Choose another mask "
                        + "for the column; `provision mask check` finds most of these.",
                    error
                );
            }
        }
    }

    private static async IAsyncEnumerable<string?[]> RowsAsync(
        SqliteDataReader rows,
        object[] values,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        var row = new string?[values.Length];
        while (await rows.ReadAsync(token))
        {
            rows.GetValues(values);
            for (var at = 0; at < row.Length; at++)
            {
                row[at] = Text(values[at]);
            }

            yield return row;
        }
    }

    private static string? Text(object value) =>
        value switch
        {
            DBNull => null,
            byte[] bytes => $"\\x{Convert.ToHexStringLower(bytes)}",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    // Of the kind that the value was of, so that SQLite keeps it as before.
    private static object Value(string? text, object before) =>
        text switch
        {
            null => DBNull.Value,
            _ when text == Text(before) => before,
            _ when before is byte[] && text.StartsWith("\\x", StringComparison.Ordinal) => Convert.FromHexString(
                text.AsSpan(2)
            ),
            "true" or "false" when before is long => text is "true" ? 1L : 0L,
            _ when before is long
                    && long.TryParse(
                        text,
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var whole
                    ) => whole,
            _ when before is long or double
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => text,
        };

    private static async Task NumberingAsync(DatabaseSession session, CancellationToken token)
    {
        var has = await session.QueryAsync(
            $"SELECT 1 FROM {Raw}.sqlite_master WHERE name = 'sqlite_sequence'",
            row => row.GetInt64(0),
            token
        );
        if (has.Count > 0)
        {
            await session.ExecuteAsync(
                [
                    new("DELETE FROM main.sqlite_sequence"),
                    new($"INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM {Raw}.sqlite_sequence"),
                ],
                token
            );
        }
    }
}
