using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;
using Provisioning.Transfer.Format;
using Provisioning.Transfer.PostgreSql;

namespace Provisioning.Backup.PostgreSql;

/// <summary>Brings the rows of a dump into a database through a mask: pg_restore writes them as text, and no row gets
/// to the server as it was.</summary>
/// <param name="database">The database, which has the tables, and neither keys nor indexes nor triggers yet.</param>
/// <param name="mask">The mask, which has seen the structure.</param>
/// <param name="tables">The tables by the names that the dump has for them; a partition goes with its table.</param>
internal sealed partial class PostgreSqlMaskedRows(
    PostgreSqlDatabase database,
    RowMask mask,
    IReadOnlyDictionary<ObjectName, ObjectName> tables
)
{
    // What the text of values means in a dump.
    private const string Settings =
        "SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL xmloption = 'content'; "
        + "SET LOCAL row_security = off";

    private const string Tables = """
        SELECT n.nspname::text, c.relname::text, rn.nspname::text, r.relname::text
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_class r ON r.oid = coalesce(pg_catalog.pg_partition_root(c.oid)::oid, c.oid)
            JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
        """;

    /// <summary>The tables of a database, by the names that a dump has for them.</summary>
    public static async Task<IReadOnlyDictionary<ObjectName, ObjectName>> TablesAsync(
        DatabaseSession session,
        DatabaseModel model,
        CancellationToken token
    )
    {
        var rows = await session.QueryAsync(
            Tables,
            row =>
                (
                    Name: new ObjectName(row.GetString(0), row.GetString(1)),
                    Root: new ObjectName(row.GetString(2), row.GetString(3))
                ),
            token
        );
        return rows.ToDictionary(
            row => row.Name,
            row => model.TableExists(row.Root) || row.Root.Schema is not "public" ? row.Root : new(null, row.Root.Name)
        );
    }

    /// <summary>Copies all rows in one transaction.</summary>
    /// <exception cref="ProvisioningException">The dump holds something that cannot be masked, or a row does not fit
    /// into its table.</exception>
    public async Task RunAsync(
        string restore,
        IReadOnlyDictionary<string, string?> environment,
        BackupParts parts,
        CancellationToken token
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var pipe = new Pipe(new(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        // What fails first is what the reader throws: it gets what went wrong on the other side through the pipe.
        await Task.WhenAll(
            ReadAsync(pipe.Reader, stop),
            WriteAsync(pipe.Writer, (restore, environment), parts, stop.Token)
        );
    }

    private static async Task WriteAsync(
        PipeWriter to,
        (string Restore, IReadOnlyDictionary<string, string?> Environment) program,
        BackupParts parts,
        CancellationToken token
    )
    {
        try
        {
            await using (var stream = to.AsStream(leaveOpen: true))
            {
                await PostgreSqlProcess.RunAsync(
                    program.Restore,
                    ["--section=data", "--file=-"],
                    program.Environment,
                    from => parts.CopyToAsync(PostgreSqlBackup.Dump, from, token),
                    stream,
                    token
                );
            }

            await to.CompleteAsync();
        }
        catch (PostgreSqlToolException error)
        {
            var wrong = new ProvisioningException($"The rows of the dump cannot be read: {error.Said}", error);
            await to.CompleteAsync(wrong);
            throw wrong;
        }
        catch (Exception error)
        {
            await to.CompleteAsync(error);
            throw;
        }
    }

    private async Task ReadAsync(PipeReader from, CancellationTokenSource stop)
    {
        try
        {
            using var text = new StreamReader(
                from.AsStream(),
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
                detectEncodingFromByteOrderMarks: false,
                1 << 16
            );
            await using var session = await database.OpenAsync(stop.Token);
            await session.BeginAsync(TransactionOptions.Default, stop.Token);
            await session.ExecuteAsync([.. Settings.Split("; ").Select(sql => new SqlStatement(sql))], stop.Token);
            await ScriptAsync(session, text, stop.Token);
            await session.CommitAsync(stop.Token);
        }
        catch (Exception error)
        {
            await stop.CancelAsync();
            await from.CompleteAsync(error);
            throw;
        }
    }

    private async Task ScriptAsync(DatabaseSession session, StreamReader text, CancellationToken token)
    {
        var statement = new StringBuilder();
        while (await text.ReadLineAsync(token) is { } line)
        {
            if (statement.Length == 0 && line is "" or ['-', '-', ..] or ['\\', ..])
            {
                continue;
            }

            statement.Append(line);
            if (!line.EndsWith(';'))
            {
                statement.Append('\n');
                continue;
            }

            var sql = statement.ToString();
            statement.Clear();
            if (Copy().Match(sql) is { Success: true } copy)
            {
                await CopyAsync(session, copy, text, token);
            }
            else if (sql.StartsWith("SELECT pg_catalog.setval(", StringComparison.Ordinal))
            {
                await session.ExecuteAsync(sql, token);
            }
            else if (!IsSetting(sql))
            {
                throw new ProvisioningException(
                    "The dump holds large objects, or something else that is no row of a table, and may say anything: "
                        + $"\"{sql.Split('(', ' ')[0]} …\". It cannot be masked. Restore without --mask on a machine "
                        + "where the data may be, remove them there, and mask that with `provision mask apply`."
                );
            }
        }
    }

    private static bool IsSetting(string sql)
    {
        if (
            sql.StartsWith("SET client_encoding", StringComparison.Ordinal)
            && !sql.Contains("'UTF8'", StringComparison.Ordinal)
        )
        {
            throw new ProvisioningException(
                $"The dump is not in UTF-8, and only that can be masked: {sql} Use `provision export --mask`."
            );
        }

        return sql.StartsWith("SET ", StringComparison.Ordinal)
            || sql.StartsWith("SELECT pg_catalog.set_config(", StringComparison.Ordinal);
    }

    private async Task CopyAsync(DatabaseSession session, Match copy, StreamReader text, CancellationToken token)
    {
        string[] columns = [.. Names().Matches(copy.Groups["columns"].Value).Select(Plain)];
        string[] parts = [.. Names().Matches(copy.Groups["table"].Value).Select(Plain)];
        var name = parts is [var schema, var only] ? new ObjectName(schema, only) : new("public", parts[^1]);
        var known = tables.GetValueOrDefault(name, name);
        var sql = copy.Value.TrimEnd(';');
        try
        {
            await using var to = await ((NpgsqlConnection)session.Connection).BeginTextImportAsync(sql, token);
            if (!mask.Changes(known))
            {
                while (await text.ReadLineAsync(token) is { } line && line is not "\\.")
                {
                    await to.WriteAsync($"{line}\n".AsMemory(), token);
                }

                return;
            }

            var masked = new StringBuilder();
            await foreach (var row in mask.Apply(known, columns, RowsAsync(text, columns.Length, token), token))
            {
                masked.Clear();
                CopyLine.Append(masked, row);
                await to.WriteAsync(masked, token);
            }
        }
        catch (PostgresException error)
        {
            throw new ProvisioningException(
                $"A masked row of {known} does not fit: {error.MessageText} ({error.SqlState}). Nothing was restored. "
                    + "Choose another mask for the column; `provision mask check` finds most of these.",
                error
            );
        }
    }

    private static async IAsyncEnumerable<string?[]> RowsAsync(
        StreamReader text,
        int columns,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        var row = new string?[columns];
        while (await text.ReadLineAsync(token) is { } line && line is not "\\.")
        {
            CopyLine.Read(line, row);
            yield return row;
        }
    }

    private static string Plain(Match name) =>
        name.Value is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name.Value;

    [GeneratedRegex(
        """^COPY (?<table>("([^"]|"")+"|[^\s"(.]+)(\.("([^"]|"")+"|[^\s"(.]+))?) \((?<columns>.*)\) FROM stdin;$""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        10_000
    )]
    private static partial Regex Copy();

    [GeneratedRegex(
        """ "([^"]|"")+"|[^\s",.]+""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        10_000
    )]
    private static partial Regex Names();
}
