using Provisioning.Dialects;
using Provisioning.PostgreSql.Locks;

namespace Provisioning.PostgreSql.Dialect;

public sealed partial class PostgreSqlDialect
{
    /// <inheritdoc />
    public override StatementFacts Facts(SqlStatement statement, Surroundings around) =>
        statement.IsCode || statement.IsLeftOut
            ? StatementFacts.Unknown
            : new StatementReader(new(statement.Text, postgres: true), new(around, schema)).Read().Facts;
}
