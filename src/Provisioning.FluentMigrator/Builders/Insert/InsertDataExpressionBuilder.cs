using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring;

namespace FluentMigrator.Builders.Insert;

/// <summary><c>Insert.IntoTable</c>.</summary>
/// <param name="expression">The rows.</param>
public sealed class InsertDataExpressionBuilder(InsertDataExpression expression) : ExpressionBuilderBase<InsertDataExpression>(expression),
    IInsertDataOrInSchemaSyntax, ISupportAdditionalFeatures
{
    /// <inheritdoc />
    public IDictionary<string, object> AdditionalFeatures => Expression.AdditionalFeatures;

    /// <inheritdoc />
    public IInsertDataSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public IInsertDataSyntax Row(object dataAsAnonymousType)
    {
        var row = new InsertionDataDefinition();
        row.AddRange(Values.Pairs(dataAsAnonymousType));
        Expression.Rows.Add(row);
        return this;
    }

    /// <inheritdoc />
    public IInsertDataSyntax Rows(params object[] dataAsAnonymousTypes)
    {
        foreach (var row in dataAsAnonymousTypes)
        {
            Row(row);
        }

        return this;
    }

    /// <inheritdoc />
    public IInsertDataSyntax Row(IDictionary<string, object> data) => Row((object)data);

    /// <inheritdoc />
    public IInsertDataSyntax Rows(params IDictionary<string, object>[] data) => Rows((object[])data);
}
