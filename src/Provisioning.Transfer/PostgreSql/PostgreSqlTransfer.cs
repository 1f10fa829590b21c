using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;
using Provisioning.Transfer.Format;
using Provisioning.Transfer.Subsets;

namespace Provisioning.Transfer.PostgreSql;

/// <summary>Carries rows through COPY in its text form, so that every value is what the type's own functions write and
/// read.</summary>
internal sealed partial class PostgreSqlTransfer(PostgreSqlSession session, NpgsqlConnection connection) : TableTransfer
{
    // What the text of a value depends on.
    private static readonly string[] Settings =
    [
        "SET LOCAL timezone = 'UTC'",
        "SET LOCAL datestyle = 'ISO, MDY'",
        "SET LOCAL intervalstyle = 'postgres'",
        "SET LOCAL extra_float_digits = 1",
        "SET LOCAL bytea_output = 'hex'",
        "SET LOCAL row_security = off",
    ];

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
    // A partitioned table has a row of the same place in each partition.
    internal override Task<RowIdentity> IdentifyAsync(Table table, CancellationToken token) =>
        Task.FromResult(new RowIdentity("pg_temp", ["tableoid", "ctid"]));

    /// <inheritdoc />
    public override async IAsyncEnumerable<string?[]> ReadAsync(
        TransferTable table,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        await session.ExecuteAsync([.. Settings.Select(setting => new SqlStatement(setting))], token);
        var columns = string.Join(", ", table.Columns.Select(Value));
        var order = table.Key.Count == 0 ? "" : $" ORDER BY {string.Join(", ", table.Key.Select(Dialect.Quote))}";
        var copy =
            $"COPY (SELECT {columns} FROM {session.Database.Dialect.Quote(table.Name)}{table.Where}{order}) "
            + "TO STDOUT (FORMAT CSV)";
        await using var text = await ExplainedAsync(copy, () => connection.BeginTextExportAsync(copy, token), token);
        // Left before its end, it would be received to the end.
        await using var stopping = token.UnsafeRegister(static text => ((NpgsqlCopyTextReader)text!).Cancel(), text);
        using var rows = new CsvReader(text);
        while (await ExplainedAsync(copy, () => Task.FromResult(rows.Read(table.Columns.Count)), token) is { } row)
        {
            token.ThrowIfCancellationRequested();
            for (var at = 0; at < row.Length; at++)
            {
                if (table.Columns[at].Kind is ValueKind.Boolean && row[at] is { } truth)
                {
                    row[at] = truth is "t" ? "true" : "false";
                }
            }

            yield return row;
        }
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<string?[]> ReadLiteralsAsync(
        TransferTable table,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        await foreach (var row in ReadAsync(table, token))
        {
            for (var at = 0; at < row.Length; at++)
            {
                row[at] = Literal(row[at], table.Columns[at].Kind);
            }

            yield return row;
        }
    }

    /// <inheritdoc />
    public override string LiteralOf(string? value, ValueKind kind) => Literal(value, kind);

    /// <inheritdoc />
    public override async Task<long> WriteAsync(
        TransferTable table,
        long count,
        Func<string?[]?> next,
        CancellationToken token
    )
    {
        await session.ExecuteAsync([.. Settings.Select(setting => new SqlStatement(setting))], token);
        var copy =
            $"COPY {session.Database.Dialect.Quote(table.Name)} "
            + $"({string.Join(", ", table.Columns.Select(column => Dialect.Quote(column.Name)))}) FROM STDIN";
        var rows = 0L;
        try
        {
            await using var text = await connection.BeginTextImportAsync(copy, token);
            var line = new StringBuilder();
            while (next() is { } row)
            {
                token.ThrowIfCancellationRequested();
                rows++;
                line.Clear();
                CopyLine.Append(line, row);
                await text.WriteAsync(line, token);
            }
        }
        catch (PostgresException error) when (!PostgreSqlErrors.EndsSession(error))
        {
            var row = Line().Match(error.Where ?? "") is { Success: true } line
                ? $"Row {line.Groups["row"].Value} of {table.Name}"
                : $"A row of {table.Name}";
            throw new ProvisioningException(
                $"{row} does not fit into {session.Database.Location}: {error.MessageText} ({error.SqlState}). "
                    + $"Nothing was imported.",
                error
            );
        }
        catch (NpgsqlException error)
        {
            throw session.Explain(error, new(copy), token);
        }

        return rows;
    }

    /// <inheritdoc />
    public override IDisposable SuspendTriggers() => new StringReader("");

    /// <inheritdoc />
    public override Task CheckKeysAsync(CancellationToken token) => Task.CompletedTask;

    /// <inheritdoc />
    public override TransferFrame Script =>
        new(
            [
                "\\set ON_ERROR_STOP on",
                "BEGIN;",
                "SET LOCAL client_encoding = 'UTF8';",
                "SET LOCAL standard_conforming_strings = on;",
                .. Settings.Select(setting => $"{setting};"),
            ],
            ["COMMIT;"]
        );

    private static string Value(TransferColumn column) =>
        column.Constant is null ? Dialect.Quote(column.Name)
        : column.Constant.Value is { } text
            ? $"CASE WHEN {Dialect.Quote(column.Name)} IS NOT NULL THEN {Literal(text, ValueKind.Text)} END"
        : "NULL";

    // On one line, whatever is in it: a file of these cannot begin a line with a command of psql's.
    private static string Literal(string? value, ValueKind kind)
    {
        if (value is null)
        {
            return "NULL";
        }

        if (kind is ValueKind.Integer && value.Length is > 0 and < 19 && value.Trim('-').All(char.IsAsciiDigit))
        {
            return value;
        }

        var quoted = Dialect.QuoteText(value);
        return value.AsSpan().IndexOfAny('\\', '\n', '\r') < 0
            ? quoted
            : $"E{quoted.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n",
                StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)}";
    }

    private static ValueKind KindOf(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.Byte or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => ValueKind.Integer,
            ColumnKind.Decimal => ValueKind.Decimal,
            ColumnKind.Double or ColumnKind.Single => ValueKind.Double,
            ColumnKind.Boolean => ValueKind.Boolean,
            ColumnKind.DateTime => ValueKind.Timestamp,
            ColumnKind.DateTimeOffset => ValueKind.Moment,
            ColumnKind.Binary => ValueKind.Bytes,
            ColumnKind.Custom when type.Custom is { } name && !name.Contains('[', StringComparison.Ordinal) =>
                name.StartsWith("timestamp", StringComparison.Ordinal) ? ValueKind.Timestamp
                : name is "numeric" || name.StartsWith("numeric(", StringComparison.Ordinal) ? ValueKind.Decimal
                : ValueKind.Text,
            _ => ValueKind.Text,
        };

    private async Task<T> ExplainedAsync<T>(string sql, Func<Task<T>> work, CancellationToken token)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException error)
        {
            throw session.Explain(error, new(sql), token);
        }
    }

    [GeneratedRegex(@"\bline (?<row>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
