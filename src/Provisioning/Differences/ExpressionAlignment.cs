using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>Spells the SQL of one structure as another does, where both mean the same.</summary>
internal static class ExpressionAlignment
{
    /// <summary>The model with each expression that differs from one of the other by its layout alone spelled as
    /// there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="other">The other.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="canonical">What a server makes of expressions; those that it was not asked for mean what they
    /// say.</param>
    public static DatabaseModel Of(
        DatabaseModel model,
        DatabaseModel other,
        Dialect dialect,
        IReadOnlyDictionary<StructureExpression, string> canonical
    )
    {
        string Meaning(ExpressionKind kind, ObjectName? table, string sql) =>
            dialect.NormalSql(
                canonical.GetValueOrDefault(new(kind, table is { } name ? dialect.Quote(name) : null, sql), sql)
            );
        var known = new Dictionary<(ExpressionKind, ObjectName?, string), string>();
        foreach (var (kind, table, sql) in ModelExpressions.In(other))
        {
            known.TryAdd((kind, table, Meaning(kind, table, sql)), sql);
        }

        var spelled = new ModelExpressions(
            (kind, table, sql) => known.GetValueOrDefault((kind, table, Meaning(kind, table, sql)), sql)
        ).Map(model);
        bool IsSame(Function function) =>
            other.Functions.GetValueOrDefault(function.Signature) is { } same
            && Text(new CreateFunction(same), dialect) == Text(new CreateFunction(function), dialect);
        return spelled with
        {
            Functions = spelled.Functions.SetItems(
                spelled
                    .Functions.Where(pair => IsSame(pair.Value))
                    .Select(pair => pair.Key)
                    .Select(key => KeyValuePair.Create(key, other.Functions[key]))
            ),
            Tables = spelled.Tables.SetItems(
                spelled
                    .Tables.Where(pair => other.Tables.ContainsKey(pair.Key))
                    .Select(pair => KeyValuePair.Create(pair.Key, Aligned(pair.Value, other.Tables[pair.Key], dialect)))
            ),
        };
    }

    private static Table Aligned(Table table, Table other, Dialect dialect) =>
        table with
        {
            Triggers =
            [
                .. table.Triggers.Select(trigger =>
                    other.Triggers.FirstOrDefault(same =>
                        same.Name == trigger.Name
                        && Text(dialect.Creating(table.Name, same), dialect)
                            == Text(dialect.Creating(table.Name, trigger), dialect)
                    ) ?? trigger
                ),
            ],
        };

    private static string Text(Operation operation, Dialect dialect) =>
        string.Join(";\n", dialect.Render(operation).Select(statement => dialect.NormalSql(statement.Text)));
}
