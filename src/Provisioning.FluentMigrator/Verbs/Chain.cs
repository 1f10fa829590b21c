using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;

namespace Provisioning.Authoring;

/// <summary>Reaches what a step of a chain of calls belongs to.</summary>
internal static class Chain
{
    /// <summary>The builder of the step.</summary>
    /// <exception cref="InvalidOperationException">FluentMigrator did not make the step.</exception>
    public static T Builder<T>(object step)
        where T : class =>
        step as T
        ?? throw new InvalidOperationException($"{step.GetType().Name} is no step of a migration's chain of calls.");

    /// <summary>What collects the expressions of the migration that the root belongs to.</summary>
    /// <exception cref="InvalidOperationException">No migration describes itself, or FluentMigrator did not make the
    /// root.</exception>
    public static IMigrationContext Context(IFluentSyntax root) =>
        Builder<IMigrationContextAccessor>(root).GetMigrationContext()
        ?? throw new InvalidOperationException("A migration can describe something only inside Up and Down.");

    /// <summary>Adds an expression to what the migration describes.</summary>
    public static T Add<T>(IFluentSyntax root, T expression)
        where T : IMigrationExpression
    {
        Context(root).Expressions.Add(expression);
        return expression;
    }
}
