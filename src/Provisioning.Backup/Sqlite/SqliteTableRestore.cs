using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Sqlite.Connection;
using Provisioning.Transfer;

namespace Provisioning.Backup.Sqlite;

/// <summary>Brings one table from a restored file into a live one.</summary>
/// <param name="live">The live file.</param>
/// <param name="restored">The restored file.</param>
/// <param name="table">The table.</param>
internal sealed class SqliteTableRestore(SqliteDatabase live, string restored, string table)
{
    private const string Other = "provisioning_restored";

    /// <summary>Makes the table where it is missing, else replaces its rows. Returns how many it has.</summary>
    public async Task<long> RunAsync(CancellationToken token)
    {
        await using var session = await live.OpenAsync(token);
        // Not possible inside a transaction.
        await session.QueryAsync($"ATTACH DATABASE @p0 AS {Other}", row => row.FieldCount, token, restored);
        await session.BeginAsync(TransactionOptions.Default, token);
        using var suspended = TableTransfer.Of(session).SuspendTriggers();
        try
        {
            var isThere = (await session.FindTablesAsync(token, table)).Count > 0;
            var made = isThere
                ? []
                : await session.QueryAsync(
                    $"SELECT type = 'table', sql FROM {Other}.sqlite_master WHERE tbl_name = @p0 COLLATE NOCASE AND "
                        + $"sql IS NOT NULL AND type IN ('table', 'index', 'trigger') ORDER BY type <> 'table', rowid",
                    row => (IsTable: row.GetInt64(0) == 1, Sql: row.GetString(1)),
                    token,
                    table
                );
            await session.ExecuteAsync(
                [
                    .. made.Where(made => made.IsTable).Select(made => new SqlStatement(made.Sql)),
                    .. isThere ? [new($"DELETE FROM main.{Dialect.Quote(table)}")] : Array.Empty<SqlStatement>(),
                ],
                token
            );
            await CopyAsync(session, token);
            await session.ExecuteAsync(
                [.. made.Where(made => !made.IsTable).Select(made => new SqlStatement(made.Sql))],
                token
            );
            await CheckAsync(session, token);
            var rows = (
                await session.QueryAsync(
                    $"SELECT count(*) FROM main.{Dialect.Quote(table)}",
                    row => row.GetInt64(0),
                    token
                )
            )[0];
            await session.CommitAsync(token);
            return rows;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private async Task CopyAsync(DatabaseSession session, CancellationToken token)
    {
        var columns = await session.QueryAsync(
            $"SELECT name FROM pragma_table_xinfo(@p0, '{Other}') WHERE hidden = 0 ORDER BY cid",
            row => Dialect.Quote(row.GetString(0)),
            token,
            table
        );
        var names = string.Join(", ", columns);
        await session.ExecuteAsync(
            $"INSERT INTO main.{Dialect.Quote(table)} ({names}) SELECT {names} FROM {Other}.{Dialect.Quote(table)}",
            token
        );
        var numbers = await session.QueryAsync(
            $"SELECT 1 FROM {Other}.sqlite_master WHERE name = 'sqlite_sequence'",
            row => row.GetInt64(0),
            token
        );
        if (numbers.Count > 0)
        {
            await session.QueryAsync(
                $"UPDATE main.sqlite_sequence SET seq = max(seq, coalesce((SELECT o.seq FROM {Other}.sqlite_sequence "
                    + $"o WHERE o.name = @p0), 0)) WHERE name = @p0",
                row => row.FieldCount,
                token,
                table
            );
        }
    }

    // Those of the table and those that refer to it; what else is loose was so before.
    private async Task CheckAsync(DatabaseSession session, CancellationToken token)
    {
        var loose = await session.QueryAsync(
            """SELECT "table", parent, count(*) FROM pragma_foreign_key_check WHERE "table" = @p0 COLLATE NOCASE OR parent = @p0 COLLATE NOCASE GROUP BY 1, 2 ORDER BY 1, 2""",
            row =>
                $"{row.GetInt64(2)} rows of {row.GetString(0)} refer to rows of {row.GetString(1)} that would not "
                + $"exist",
            token,
            table
        );
        if (loose.Count > 0)
        {
            throw new ProvisioningException(
                $"{table} of {live.Location} cannot be restored: {string.Join("; ", loose)}. Nothing was restored. "
                    + $"Restore those tables as well, or the whole set with --into, and bring over what is needed."
            );
        }
    }
}
