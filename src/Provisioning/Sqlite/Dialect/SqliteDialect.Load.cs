using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// After a load: AUTOINCREMENT goes on above the highest number by itself.
public partial class SqliteDialect
{
    /// <inheritdoc />
    internal override IReadOnlyList<SqlStatement> FinishLoad(Table table) => [new($"ANALYZE {Quote(table.Name)}")];
}
