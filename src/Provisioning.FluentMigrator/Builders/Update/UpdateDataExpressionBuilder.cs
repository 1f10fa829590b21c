using FluentMigrator.Expressions;
using Provisioning.Authoring;

namespace FluentMigrator.Builders.Update;

/// <summary><c>Update.Table</c>.</summary>
/// <param name="expression">The change.</param>
public sealed class UpdateDataExpressionBuilder(UpdateDataExpression expression) :
    ExpressionBuilderBase<UpdateDataExpression>(expression), IUpdateSetOrInSchemaSyntax, IUpdateWhereSyntax
{
    /// <inheritdoc />
    public IUpdateSetSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public IUpdateWhereSyntax Set(object dataAsAnonymousType)
    {
        Expression.SetSql = Values.Fragment(dataAsAnonymousType);
        Expression.Set = Expression.SetSql is null ? [.. Values.Pairs(dataAsAnonymousType)] : null;
        return this;
    }

    /// <inheritdoc />
    public IUpdateWhereSyntax Set(IDictionary<string, object> data) => Set((object)data);

    /// <inheritdoc />
    public void Where(object dataAsAnonymousType)
    {
        SayOnce();
        Expression.WhereSql = Values.Fragment(dataAsAnonymousType);
        Expression.Where = Expression.WhereSql is null ? [.. Values.Pairs(dataAsAnonymousType)] : null;
    }

    /// <inheritdoc />
    public void Where(IDictionary<string, object> data) => Where((object)data);

    /// <inheritdoc />
    public void AllRows()
    {
        SayOnce();
        Expression.IsAllRows = true;
    }

    private void SayOnce() => Expression.IsSaidTwice = Expression is { IsAllRows: true } or { Where: not null } or { WhereSql: not null };
}
