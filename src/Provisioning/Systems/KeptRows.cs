using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>The rows of a table as the operation that inserts them.</summary>
internal static class KeptRows
{
    private const int Most = 10_000;

    /// <summary>Reads them, in the order of the primary key.</summary>
    /// <exception cref="ProvisioningException">There are more than a migration should hold.</exception>
    public static async Task<InsertRows> ReadAsync(DatabaseSession session, Table table, CancellationToken token)
    {
        var dialect = session.Database.Dialect;
        Column[] columns = [.. table.Columns.Where(column => column.Computed is null)];
        var order = table.PrimaryKey?.Columns ?? [.. columns.Select(column => column.Name)];
        var values = columns
            .Select(column => Dialect.Quote(column.Name))
            .Select(name => $"CASE WHEN {name} IS NOT NULL THEN {dialect.KeyText(name)} END");
        var rows = await session.QueryAsync(
            $"SELECT {string.Join(", ", values)} FROM {dialect.Quote(table.Name)} "
                + $"ORDER BY {string.Join(", ", order.Select(Dialect.Quote))} LIMIT {Most + 1}",
            row => columns.Select((column, at) => row.IsDBNull(at) ? null : Value(column, row.GetString(at))).ToArray(),
            token
        );
        return rows.Count <= Most
            ? new InsertRows(
                table.Name,
                [
                    .. rows.Select(row =>
                        (ValueList<ColumnValue>)
                            [.. columns.Select((column, at) => new ColumnValue(column.Name, row[at]))]
                    ),
                ]
            )
            {
                Overriding = columns.Any(column => column.Identity is Identity.Always)
                    ? IdentityOverride.SystemValue
                    : IdentityOverride.None,
            }
            : throw new ProvisioningException(
                $"The migrations insert more than {Most.ToString("N0", CultureInfo.InvariantCulture)} rows into "
                    + $"{table.Name}. Name a version before that, or move these rows into a seeder."
            );

        object? Value(Column column, string text) =>
            column.Type.Kind switch
            {
                ColumnKind.Byte
                or ColumnKind.Int16
                or ColumnKind.Int32
                or ColumnKind.Int64 when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
                ColumnKind.Boolean when text is "true" or "1" => true,
                ColumnKind.Boolean when text is "false" or "0" => false,
                _ => Literal(dialect.KeyLiteral(text)),
            };
    }

    // What is text stays text in the source of a migration.
    private static object Literal(string sql) =>
        sql is ['\'', .. var inner, '\''] ? inner.Replace("''", "'", StringComparison.Ordinal)
        : long.TryParse(sql, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : new SqlExpression(sql);
}
