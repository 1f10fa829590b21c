using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Postgres;
using Provisioning.Operations;
using Provisioning.Schema;
using Pair = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Provisioning.Authoring.Translation;

/// <summary>Translates what is done to rows.</summary>
internal static class Rows
{
    /// <summary>The insert; none without rows.</summary>
    public static IEnumerable<Operation> Insert(InsertDataExpression insert) =>
        insert.Rows.Count == 0
            ? []
            :
            [
                new InsertRows(new(insert.SchemaName, insert.TableName), insert.Rows.Select(Of).ToValueList())
                {
                    Overriding = insert.Feature(PostgresExtensions.OverridingIdentityValues) switch
                    {
                        PostgresOverridingIdentityValuesType.System => IdentityOverride.SystemValue,
                        PostgresOverridingIdentityValuesType.User => IdentityOverride.UserValue,
                        _ => IdentityOverride.None,
                    },
                },
            ];

    /// <summary>The update.</summary>
    public static UpdateRows Update(UpdateDataExpression update) =>
        new(
            new(update.SchemaName, update.TableName),
            Of(update.Set),
            update.IsAllRows ? new RowFilter.All() : Filter(update.Where)
        );

    /// <summary>The deletion.</summary>
    public static DeleteRows Delete(DeleteDataExpression delete) =>
        new(
            new(delete.SchemaName, delete.TableName),
            delete.IsAllRows ? [new RowFilter.All()] : delete.Rows.Select(Filter).ToValueList()
        );

    // SQL in the place of a whole row or condition comes as the value of a column without a name.
    private static RowFilter Filter(List<Pair> pairs) =>
        pairs is [{ Key: "", Value: RawSql sql }] ? new RowFilter.Sql(sql.Value) : new RowFilter.Matching(Of(pairs));

    private static ValueList<ColumnValue> Of(List<Pair> pairs) =>
        pairs.Select(pair => new ColumnValue(pair.Key, Values.Value(pair.Value))).ToValueList();
}
