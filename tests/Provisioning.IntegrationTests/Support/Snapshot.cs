using Provisioning.Databases;
using Provisioning.Ledger;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Everything that stands in a database as text: structure from its catalogue, and every row.</summary>
internal static class Snapshot
{
    /// <summary>Takes it.</summary>
    public static async Task<string> TakeAsync(DatabaseSession session, CancellationToken token)
    {
        var model = (await session.InspectAsync(token)).WithoutLedger(new(), session.Database.Dialect);
        var lines = new List<string>();
        lines.AddRange(model.Schemas.Select(schema => $"schema {schema}"));
        lines.AddRange(model.Sequences.Values.Select(sequence => $"sequence {sequence}"));
        lines.AddRange(model.Views.Values.Select(view => $"{view}"));
        lines.AddRange(model.Functions.Values.Select(function => $"{function}"));
        lines.AddRange(model.Enums.Select(values => $"enum {values.Key} {values.Value}"));
        lines.AddRange(model.Extensions.Select(extension => $"extension {extension}"));
        if (session.Database.Dialect.HasSchemas)
        {
            lines.AddRange(
                await session.QueryAsync(
                    "SELECT concat_ws(' ', 'server', srvname, srvoptions) FROM pg_foreign_server UNION ALL "
                        + "SELECT concat_ws(' ', 'partition', oid::regclass, pg_get_expr(relpartbound, oid), "
                        + "pg_get_partkeydef(oid)) FROM pg_class "
                        + "WHERE relispartition AND relkind IN ('r', 'p') ORDER BY 1",
                    row => row.GetString(0),
                    token
                )
            );
        }

        foreach (var table in model.Tables.Values)
        {
            lines.Add(
                $"table {table with { Indexes = [.. table.Indexes.OrderBy(index => index.Name,
                    StringComparer.Ordinal)] }}"
            );
            var columns = string.Join(", ", table.Columns.Select(column => Dialects.Dialect.Quote(column.Name)));
            var rows = await session.QueryAsync(
                $"SELECT {columns} FROM {session.Database.Dialect.Quote(table.Name)}",
                row =>
                    string.Join(
                        '|',
                        Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "NULL" : $"{row.GetValue(i)}")
                    ),
                token
            );
            lines.AddRange(rows.Order(StringComparer.Ordinal));
        }

        return string.Join('\n', lines);
    }
}
