using FluentMigrator.Expressions;
using FluentMigrator.Model;
using Provisioning.Authoring;

namespace FluentMigrator.Builders.Delete;

/// <summary><c>Delete.FromTable</c>.</summary>
/// <param name="expression">The rows.</param>
public sealed class DeleteDataExpressionBuilder(DeleteDataExpression expression) :
    ExpressionBuilderBase<DeleteDataExpression>(expression), IDeleteDataOrInSchemaSyntax
{
    /// <inheritdoc />
    public IDeleteDataSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public IDeleteDataSyntax Row(object dataAsAnonymousType)
    {
        if (Values.Fragment(dataAsAnonymousType) is { } sql)
        {
            Expression.Conditions.Add(sql);
        }
        else
        {
            Add(Values.Pairs(dataAsAnonymousType));
        }

        return this;
    }

    /// <inheritdoc />
    public void AllRows() => Expression.IsAllRows = true;

    /// <inheritdoc />
    public void IsNull(string columnName) => Add([KeyValuePair.Create<string, object?>(columnName, null)]);

    private void Add(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var row = new DeletionDataDefinition();
        row.AddRange(values);
        Expression.Rows.Add(row);
    }
}
