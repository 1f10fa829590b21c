using System.Runtime.CompilerServices;
using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Conditions that are answered when their turn has come.</summary>
public static class ConditionalExtensions
{
    /// <summary>Describes what is done where something exists when its turn has come, after everything described before
    /// it in the same migration.
    /// <c>Schema.Table(…).Exists()</c> is answered while the migration describes itself, before any of it has run.
    /// FluentMigrator's own runner cannot
    /// execute it.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="condition">What has to exist.</param>
    /// <param name="then">Describes what is done where it does.</param>
    /// <param name="otherwise">Describes what is done where it does not; null for nothing.</param>
    /// <param name="text">What messages call the condition; the compiler hands over its text.</param>
    public static void When(
        this MigrationBase migration,
        Func<ISchemaState, bool> condition,
        Action then,
        Action? otherwise = null,
        [CallerArgumentExpression(nameof(condition))] string text = ""
    )
    {
        var context = Chain.Context(migration.Create);
        context.Expressions.Add(
            new ConditionalExpression(text, condition, Described(context, then), Described(context, otherwise))
        );
    }

    private static IMigrationExpression[] Described(IMigrationContext context, Action? describe)
    {
        var outer = context.Expressions;
        context.Expressions = [];
        try
        {
            describe?.Invoke();
            return [.. context.Expressions];
        }
        finally
        {
            context.Expressions = outer;
        }
    }
}

/// <summary>What <see cref="ConditionalExtensions.When"/> describes.</summary>
/// <param name="text">What messages call the condition.</param>
/// <param name="condition">What has to exist.</param>
/// <param name="then">What is done where it does.</param>
/// <param name="otherwise">What is done where it does not.</param>
internal sealed class ConditionalExpression(
    string text,
    Func<ISchemaState, bool> condition,
    IMigrationExpression[] then,
    IMigrationExpression[] otherwise
) : MigrationExpressionBase
{
    public string Text => text;

    public Func<ISchemaState, bool> Condition => condition;

    public IReadOnlyList<IMigrationExpression> Then => then;

    public IReadOnlyList<IMigrationExpression> Otherwise => otherwise;

    /// <summary>What it may do.</summary>
    public IEnumerable<IMigrationExpression> Inner => then.Concat(otherwise);

    /// <summary>The same condition over other expressions.</summary>
    public ConditionalExpression With(IMigrationExpression[] nextThen, IMigrationExpression[] nextOtherwise) =>
        new(text, condition, nextThen, nextOtherwise);

    public override void ExecuteWith(IMigrationProcessor processor) =>
        throw new NotSupportedException(
            $"When({text}, …) needs provision's runner. Say UseProvisioning() in ConfigureRunner."
        );

    public override string ToString() =>
        $"where {text}: {string.Join(", ", then.Select(expression => expression.ToString()))}";
}
