using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Rename.Table;

/// <summary><c>Rename.Table</c>.</summary>
/// <param name="expression">The table.</param>
public sealed class RenameTableExpressionBuilder(RenameTableExpression expression) :
    ExpressionBuilderBase<RenameTableExpression>(expression), IRenameTableToOrInSchemaSyntax, IInSchemaSyntax
{
    /// <inheritdoc />
    IRenameTableToSyntax IRenameTableToOrInSchemaSyntax.InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public IInSchemaSyntax To(string name)
    {
        Expression.NewName = name;
        return this;
    }

    /// <inheritdoc />
    void IInSchemaSyntax.InSchema(string? schemaName) => Expression.SchemaName = schemaName;
}
