using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.PostgreSql.Locks;

namespace Provisioning.PostgreSql.Dialect;

public sealed partial class PostgreSqlDialect
{
    /// <inheritdoc />
    public override StatementFacts Facts(SqlStatement statement, Surroundings around) =>
        statement.IsCode || statement.IsLeftOut
            ? StatementFacts.Unknown
            : new StatementReader(new(Read(statement), postgres: true), new(around, schema)).Read().Facts;

    // What a block of our own does is known.
    private string Read(SqlStatement statement) =>
        (statement.Operation, statement.Text.StartsWith("DO ", StringComparison.Ordinal)) switch
        {
            (CreateForeignServer o, _) => $"CREATE SERVER {Quote(o.Name)}",
            (CreatePartition o, true) => $"SELECT FROM {Quote(o.Partition)} LIMIT 1",
            _ => statement.Text,
        };
}
