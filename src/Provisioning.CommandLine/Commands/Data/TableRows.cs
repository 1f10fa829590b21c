using System.Data.Common;
using System.Globalization;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Data;

/// <summary>Rows of a table as text, in the order of its primary key.</summary>
/// <param name="table">The table.</param>
/// <param name="masked">The columns of which no value is read, only whether there is one.</param>
internal sealed class TableRows(Table table, IReadOnlySet<string> masked)
{
    /// <summary>The columns of a table that its system encrypts.</summary>
    public static HashSet<string> Encrypted(DatabaseSystem? system, Table table) =>
        [
            .. (system?.EncryptedColumns ?? [])
                .Where(column => column.Table.Name == table.Name.Name)
                .Select(column => column.Column),
        ];

    /// <summary>Reads them, as they are at one moment. Of bytes the length is read.</summary>
    /// <param name="session">The database.</param>
    /// <param name="filters">Only rows with this text in the column; all have to fit.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="StatementFailedException">This role may not read the table, or not all of its
    /// rows.</exception>
    public async Task<IReadOnlyList<string?[]>> ReadAsync(
        DatabaseSession session,
        IReadOnlyList<(Column Column, string Value)> filters,
        long limit,
        CancellationToken token
    )
    {
        await session.BeginSnapshotAsync(token);
        var rows = await session.QueryAsync(
            Query(session.Database.Dialect, [.. filters.Select(filter => filter.Column)], limit),
            row => Enumerable.Range(0, table.Columns.Count).Select(at => Text(row, at)).ToArray(),
            token,
            [.. filters.Select(filter => (object)filter.Value)]
        );
        await session.RollbackAsync();
        return rows;
    }

    private string Query(Dialect dialect, IReadOnlyList<Column> filters, long limit)
    {
        var columns = table.Columns.Select(column =>
            masked.Contains(column.Name)
                ? $"CASE WHEN {Dialect.Quote(column.Name)} IS NULL THEN NULL ELSE '{Secrets.Mask}' END"
            : column.Type.Kind is ColumnKind.Binary ? $"length({Dialect.Quote(column.Name)}) || ' bytes'"
            : AsText(column)
        );
        var conditions = filters.Select((column, at) => $"{AsText(column)} = @p{at}").ToArray();
        var order = table.PrimaryKey is { } key
            ? $" ORDER BY {string.Join(", ", key.Columns.Select(Dialect.Quote))}"
            : "";
        return $"SELECT {string.Join(", ", columns)} FROM {dialect.Quote(table.Name)}"
            + (conditions.Length > 0 ? $" WHERE {string.Join(" AND ", conditions)}" : "")
            + string.Create(CultureInfo.InvariantCulture, $"{order} LIMIT {limit}");
    }

    private static string AsText(Column column) => $"CAST({Dialect.Quote(column.Name)} AS text)";

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}
