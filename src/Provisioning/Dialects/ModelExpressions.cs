using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>Replaces the SQL expressions in a model.</summary>
/// <param name="replace">Gives the text in the place of an expression; gets where it is, its table and its
/// SQL.</param>
internal sealed class ModelExpressions(Func<ExpressionKind, ObjectName?, string, string> replace)
{
    private const string When = " FOR EACH ROW WHEN (";
    private const string Execute = ") EXECUTE FUNCTION ";

    /// <summary>The expressions in a model, in no order that means anything.</summary>
    public static IReadOnlyList<(ExpressionKind Kind, ObjectName? Table, string Sql)> In(DatabaseModel model)
    {
        var found = new List<(ExpressionKind, ObjectName?, string)>();
        new ModelExpressions(
            (kind, table, sql) =>
            {
                found.Add((kind, table, sql));
                return sql;
            }
        ).Map(model);
        return found;
    }

    public DatabaseModel Map(DatabaseModel model) =>
        model with
        {
            Tables = model.Tables.SetItems(model.Tables.Select(pair => KeyValuePair.Create(pair.Key, Map(pair.Value)))),
            Views = model.Views.SetItems(
                model.Views.Select(pair =>
                    KeyValuePair.Create(
                        pair.Key,
                        pair.Value with
                        {
                            Query = replace(ExpressionKind.Query, null, pair.Value.Query),
                        }
                    )
                )
            ),
        };

    private Table Map(Table table)
    {
        string Row(string sql) => replace(ExpressionKind.Row, table.Name, sql);
        return table with
        {
            Columns = table
                .Columns.Select(column =>
                    column with
                    {
                        Default = column.Default is ExpressionDefault { Sql: var sql }
                            ? new ExpressionDefault(Row(sql))
                            : column.Default,
                        Computed = column.Computed is { } computed
                            ? computed with
                            {
                                Expression = Row(computed.Expression),
                            }
                            : null,
                    }
                )
                .ToValueList(),
            Checks = table.Checks.Select(check => check with { Expression = Row(check.Expression) }).ToValueList(),
            Indexes = table.Indexes.Select(index => Map(index, Row)).ToValueList(),
            Policies = table
                .Policies.Select(policy =>
                    policy with
                    {
                        Using = policy.Using is { } reading ? Row(reading) : null,
                        WithCheck = policy.WithCheck is { } writing ? Row(writing) : null,
                    }
                )
                .ToValueList(),
            Triggers = table.Triggers.Select(trigger => Map(trigger, table.Name)).ToValueList(),
        };
    }

    private static Schema.Index Map(Schema.Index index, Func<string, string> row) =>
        index with
        {
            Filter = index.Filter is { } filter ? row(filter) : null,
            Columns = index
                .Columns.Select(column => column.IsExpression ? column with { Name = row(column.Name) } : column)
                .ToValueList(),
        };

    // The body of a trigger that a dialect did not make is its whole definition, on PostgreSQL with its condition.
    private Trigger Map(Trigger trigger, ObjectName table)
    {
        string Condition(string sql) => replace(ExpressionKind.Trigger, table, sql);
        var body = trigger.Body;
        if (
            body is not null
            && body.LastIndexOf(Execute, StringComparison.Ordinal) is var end and > 0
            && body.LastIndexOf(When, end, StringComparison.Ordinal) is var start and > 0
        )
        {
            var condition = body[(start + When.Length)..end];
            body = $"{body[..(start + When.Length)]}{Condition(condition)}{body[end..]}";
        }

        return trigger with
        {
            When = trigger.When is { } when ? Condition(when) : null,
            Body = body,
        };
    }
}
