using FluentMigrator.Expressions;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Authoring;

/// <summary>An expression that knows its operations, complete once the migration has returned.</summary>
internal interface IDraft : IMigrationExpression
{
    /// <summary>Tells what is missing or contradicts itself.</summary>
    void Check(Problems problems);

    /// <summary>The operations, in order. Called only where <see cref="Check"/> found no problem.</summary>
    IEnumerable<Operation> Operations();

    /// <inheritdoc />
    IMigrationExpression IMigrationExpression.Reverse() => this.Undone();
}

/// <summary>A draft that was complete when it was added.</summary>
internal sealed class FinishedDraft(params Operation[] operations) : IDraft
{
    public void Check(Problems problems)
    {
    }

    public IEnumerable<Operation> Operations() => operations;
}

/// <summary>A draft of which it is known already that nothing can come.</summary>
internal sealed class FailedDraft(string problem) : IDraft
{
    public void Check(Problems problems) => problems.Add(problem);

    public IEnumerable<Operation> Operations() => [];
}

/// <summary>What becomes of drafts.</summary>
internal static class Drafts
{
    /// <summary>The operations of all that a migration described.</summary>
    /// <exception cref="MigrationInvalidException">At least one expression is not complete; all problems are told.</exception>
    public static IReadOnlyList<Operation> Operations(string migration, IEnumerable<IMigrationExpression> expressions)
    {
        var problems = new Problems();
        var all = expressions.ToArray();
        foreach (var draft in all.OfType<IDraft>())
        {
            draft.Check(problems);
        }

        return problems.All.Count == 0
            ? [.. all.SelectMany(Operations)]
            : throw new MigrationInvalidException(migration, problems.All);
    }

    /// <summary>The operations of an expression; one that a program made itself runs as code.</summary>
    public static IEnumerable<Operation> Operations(IMigrationExpression expression) => expression is IDraft draft ? draft.Operations()
        : [new ExecuteCode((connection, transaction) => expression.ExecuteWith(new ConnectionProcessor(connection, transaction)), $"execute {expression.GetType().Name}")];

    /// <summary>What takes back what the draft does, last operation first.</summary>
    /// <exception cref="NotSupportedException">An operation of it cannot be undone by what is known of it.</exception>
    public static IMigrationExpression Undone(this IDraft draft) => new FinishedDraft([.. draft.Operations().Reverse().Select(Undo)]);

    private static Operation Undo(Operation operation) => operation.Inverse
        ?? throw new NotSupportedException($"{operation.Summary} cannot be automatically reversed. Derive the migration from Migration and write its Down.");
}
