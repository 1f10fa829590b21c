using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Transfer.Subsets;

namespace Provisioning.Transfer.Sqlite;

// What tells rows apart.
internal sealed partial class SqliteTransfer
{
    private static readonly string[] RowIds = ["rowid", "_rowid_", "oid"];

    /// <inheritdoc />
    internal override async Task<RowIdentity> IdentifyAsync(Table table, CancellationToken token)
    {
        var sql =
            "SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND wr = 1 AND name = "
            + Dialect.QuoteText(table.Name.Name);
        var hasKeyAlone = (await session.QueryAsync(sql, _ => true, token)).Count > 0;
        // A column of that name hides the number of the row.
        var free = RowIds.FirstOrDefault(id =>
            !table.Columns.Any(column => column.Name.Equals(id, StringComparison.OrdinalIgnoreCase))
        );
        return new(
            "temp",
            !hasKeyAlone && free is not null
                ? [free]
                : (table.PrimaryKey?.Columns ?? throw Unidentified(table)).Select(Dialect.Quote).ToValueList()
        );
    }

    private static ProvisioningException Unidentified(Table table) =>
        new(
            $"{table.Name} has columns named rowid, _rowid_ and oid and no primary key, so that its rows cannot be "
                + "told apart. Give it a primary key, or export it whole."
        );
}
