using FluentMigrator.Expressions;
using FluentMigrator.Model;

namespace FluentMigrator.Builders;

/// <summary>A chain of calls that fills an expression.</summary>
/// <param name="expression">The expression.</param>
/// <typeparam name="T">Its type.</typeparam>
public abstract class ExpressionBuilderBase<T>(T expression)
    where T : class, IMigrationExpression
{
    /// <summary>What the chain has filled so far.</summary>
    public virtual T Expression { get; } = expression;
}

/// <summary>Reaches the column that a chain of calls is at, whatever its syntax.</summary>
public interface IColumnExpressionBuilder
{
    /// <summary>The table's schema; null for the default one.</summary>
    string? SchemaName { get; }

    /// <summary>The table.</summary>
    string? TableName { get; }

    /// <summary>The column that the chain is at.</summary>
    ColumnDefinition Column { get; }
}

/// <summary>Reaches the index that a chain of calls is at, whatever its syntax.</summary>
internal interface IIndexBuilder
{
    IndexDefinition Index { get; }
}
