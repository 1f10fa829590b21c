using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Backup.Jobs;

/// <summary>Reads what is in a database, over a session that sees one moment of it.</summary>
public static class ContentsReader
{
    /// <summary>Reads all that can be asked of every engine alike. The sizes of tables are 0; an engine that knows them
    /// puts them in.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="version">The server's or the library's version.</param>
    /// <param name="bytes">How large the database is.</param>
    /// <param name="session">The session, in a transaction that sees one moment.</param>
    /// <param name="request">What to ask.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<BackupContents> ReadAsync(
        string engine,
        string version,
        long bytes,
        DatabaseSession session,
        SnapshotRequest request,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var ledger = await LedgerReader.ReadAsync(session, request.Versions, token);
        var own = request.Versions.LedgerOn(dialect);
        // A version table of a program's own is counted, because it is in the contents of the backups that there are.
        var model = (await session.InspectAsync(token)).WithoutLedger(new(), dialect);
        model = model with { Tables = model.Tables.Remove(own) };
        var spread = await session.FindSpreadTablesAsync(token);
        var names = model.Tables.Keys.Concat(await session.FindTablesAsync(token, own));
        var tables = new List<TableContents>();
        foreach (var name in names)
        {
            tables.Add(new(name.ToString(), await CountAsync(name, ""), Bytes: 0));
        }

        var (checks, omitted) = await AnswersAsync(session, request, token);
        var encrypted = new List<EncryptedContents>();
        foreach (var column in request.Encrypted.Where(column => model.ColumnExists(column.Table, column.Column)))
        {
            // Empty text is no value.
            var count = await CountAsync(column.Table, $" WHERE {Dialect.Quote(column.Column)} <> ''");
            encrypted.Add(new(column.Table.ToString(), column.Column, count));
        }

        tables.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(engine, version, ledger.Current, Fingerprint(model, dialect), bytes, tables, checks, encrypted)
        {
            Structure = StructureLine.From(model, dialect),
            Omitted = omitted,
        };

        // A backup has no rows of other servers, which go on changing.
        async Task<long> CountAsync(ObjectName table, string where)
        {
            var here = spread.TryGetValue(table, out var parts)
                ? parts.Select(part => $"ONLY {dialect.Quote(part)}")
                : [dialect.Quote(table)];
            var rows = 0L;
            foreach (var part in here)
            {
                rows += (
                    await session.QueryAsync($"SELECT count(*) FROM {part}{where}", row => row.GetInt64(0), token)
                )[0];
            }

            return rows;
        }
    }

    private static async Task<(List<CheckAnswer> Checks, List<string> Omitted)> AnswersAsync(
        DatabaseSession session,
        SnapshotRequest request,
        CancellationToken token
    )
    {
        var (checks, omitted) = (new List<CheckAnswer>(), new List<string>());
        foreach (var check in request.Profile.Checks)
        {
            try
            {
                checks.Add(
                    await (
                        request.IsComplete
                            ? AnswerAsync(session, check, token)
                            : UnderSavepointAsync(session, check, token)
                    )
                );
            }
            catch (StatementFailedException error) when (!request.IsComplete)
            {
                omitted.Add($"the answer to {check.Name} ({error.Message})");
            }
        }

        return (checks, omitted);
    }

    // The transaction goes on, and with it the moment that is being backed up.
    private static async Task<CheckAnswer> UnderSavepointAsync(
        DatabaseSession session,
        CheckQuery check,
        CancellationToken token
    )
    {
        const string Name = "provisioning_check";
        await session.ExecuteAsync($"SAVEPOINT {Name}", token);
        try
        {
            var answer = await AnswerAsync(session, check, token);
            await session.ExecuteAsync($"RELEASE SAVEPOINT {Name}", token);
            return answer;
        }
        catch (StatementFailedException)
        {
            await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {Name}", token);
            await session.ExecuteAsync($"RELEASE SAVEPOINT {Name}", token);
            throw;
        }
    }

    private static string Fingerprint(DatabaseModel model, Dialect dialect)
    {
        var lines = ModelText.Lines(model, dialect).Select(line => $"{line.Of}\t{line.Text}\n");
        return $"{typeof(ContentsReader).Assembly.GetName().Version} "
            + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))}";
    }

    private static async Task<CheckAnswer> AnswerAsync(
        DatabaseSession session,
        CheckQuery check,
        CancellationToken token
    )
    {
        var rows = await session.QueryAsync(check.Sql, Row, token);
        return new(
            check.Name,
            check.Sql,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(rows)))),
            rows.Count
        );
    }

    private static string Row(DbDataReader row) =>
        string.Join('\u001f', Enumerable.Range(0, row.FieldCount).Select(at => Text(row.GetValue(at)))) + "\n";

    private static string Text(object value) =>
        value switch
        {
            DBNull => "\u0000",
            byte[] bytes => Convert.ToHexStringLower(bytes),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
