using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;

namespace FluentMigrator.Builders.Create.Index;

/// <summary><c>Create.Index</c>.</summary>
/// <param name="expression">The index.</param>
public sealed class CreateIndexExpressionBuilder(CreateIndexExpression expression) : ExpressionBuilderBase<CreateIndexExpression>(expression), IIndexBuilder,
    ICreateIndexForTableSyntax, ICreateIndexOnColumnOrInSchemaSyntax, ICreateIndexColumnOptionsSyntax,
    ICreateIndexMoreColumnOptionsSyntax, ICreateIndexColumnUniqueOptionsSyntax, ICreateIndexOptionsSyntax, ICreateIndexNonKeyColumnSyntax,
    ISupportAdditionalFeatures
{
    /// <summary>The column that the chain is at.</summary>
    public IndexColumnDefinition? CurrentColumn { get; set; }

    IndexDefinition IIndexBuilder.Index => Expression.Index;

    IDictionary<string, object> ISupportAdditionalFeatures.AdditionalFeatures => Expression.Index.AdditionalFeatures;

    /// <inheritdoc />
    public ICreateIndexOnColumnOrInSchemaSyntax OnTable(string tableName)
    {
        Expression.Index.TableName = tableName;
        return this;
    }

    /// <inheritdoc />
    public ICreateIndexOnColumnSyntax InSchema(string? schemaName)
    {
        Expression.Index.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public ICreateIndexColumnOptionsSyntax OnColumn(string columnName)
    {
        Expression.Index.Columns.Add(CurrentColumn = new() { Name = columnName });
        return this;
    }

    /// <inheritdoc />
    public ICreateIndexOptionsSyntax WithOptions() => this;

    /// <inheritdoc />
    public ICreateIndexMoreColumnOptionsSyntax Ascending() => Sort(Direction.Ascending);

    /// <inheritdoc />
    public ICreateIndexMoreColumnOptionsSyntax Descending() => Sort(Direction.Descending);

    /// <inheritdoc />
    public ICreateIndexOnColumnSyntax NonClustered() => Cluster(false);

    /// <inheritdoc />
    public ICreateIndexOnColumnSyntax Clustered() => Cluster(true);

    /// <inheritdoc />
    public ICreateIndexNonKeyColumnSyntax Include(string columnName)
    {
        Expression.Index.Includes.Add(columnName);
        return this;
    }

    /// <inheritdoc />
    ICreateIndexColumnUniqueOptionsSyntax ICreateIndexColumnOptionsSyntax.Unique() => Unique();

    /// <inheritdoc />
    ICreateIndexOnColumnSyntax ICreateIndexOptionsSyntax.Unique() => Unique();

    private CreateIndexExpressionBuilder Unique()
    {
        Expression.Index.IsUnique = true;
        return this;
    }

    private CreateIndexExpressionBuilder Cluster(bool isClustered)
    {
        Expression.Index.IsClustered = isClustered;
        return this;
    }

    private CreateIndexExpressionBuilder Sort(Direction direction)
    {
        CurrentColumn?.Direction = direction;
        return this;
    }
}
