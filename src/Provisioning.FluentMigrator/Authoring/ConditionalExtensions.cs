using System.Runtime.CompilerServices;
using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Conditions that are answered when their turn has come.</summary>
public static class ConditionalExtensions
{
    /// <summary>Describes what is done where something exists when its turn has come, behind everything described before it in the same migration.
    /// <c>Schema.Table(…).Exists()</c> is answered while the migration describes itself, before any of it has run.</summary>
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
        [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var context = migration.Collecting;
        context.Expressions.Add(new ConditionalDraft(text, condition, Described(context, then), Described(context, otherwise)));
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
internal sealed class ConditionalDraft(string text, Func<ISchemaState, bool> condition, IMigrationExpression[] then, IMigrationExpression[] otherwise) : IDraft
{
    /// <summary>What it may do.</summary>
    public IEnumerable<IMigrationExpression> Inner => then.Concat(otherwise);

    public void Check(Problems problems)
    {
        foreach (var draft in Inner.OfType<IDraft>())
        {
            draft.Check(problems);
        }
    }

    public IEnumerable<Operation> Operations() => [new Conditional(text, condition, Of(then), Of(otherwise))];

    private static ValueList<Operation> Of(IMigrationExpression[] expressions) => expressions.SelectMany(Drafts.Operations).ToValueList();
}
