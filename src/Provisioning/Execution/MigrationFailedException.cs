using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>A migration failed while it ran. Those before it stay applied.</summary>
public sealed class MigrationFailedException : ProvisioningException
{
    private const int LongestText = 2000;
    private const string InsufficientPrivilege = "42501";

    /// <summary>The failure of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="error">The engine's refusal.</param>
    /// <param name="isRolledBack">Whether all that it did was undone.</param>
    public MigrationFailedException(PlannedStep step, StatementFailedException error, bool isRolledBack)
        : base(Compose(step, error, isRolledBack), error)
    {
        Step = step;
        Statement = error.Statement;
        IsRolledBack = isRolledBack;
    }

    /// <summary>The failure of code that a migration brought.</summary>
    public MigrationFailedException(PlannedStep step, Exception error, bool isRolledBack)
        : base(
            $"Migration {step.Migration} failed{Undone(isRolledBack)}: "
                + $"{MigrationCode.Describe(error)}\n{Hint(step, isRolledBack, "")}",
            error
        )
    {
        Step = step;
        IsRolledBack = isRolledBack;
    }

    /// <summary>The step that failed.</summary>
    public PlannedStep Step { get; }

    /// <summary>The statement that the engine refused; null where code failed.</summary>
    public SqlStatement? Statement { get; }

    /// <summary>Whether all that the step did was undone. If not, the next run continues after the last statement that
    /// succeeded.</summary>
    public bool IsRolledBack { get; }

    private static string Compose(PlannedStep step, StatementFailedException error, bool isRolledBack)
    {
        var operation = error.Statement.Operation is { } o ? $" at \"{o.Summary}\"" : "";
        return $"Migration {step.Migration} failed{Undone(isRolledBack)}{operation}: "
            + $"{error.Message}\n{Place(error)}\n{Hint(step, isRolledBack, error.Code)}";
    }

    private static string Hint(PlannedStep step, bool isRolledBack, string code) =>
        (isRolledBack, step.Direction, code) switch
        {
            (true, _, InsufficientPrivilege) =>
                "Nothing of this migration was kept, those before it stay. Connect as the role that owns these "
                    + "objects, or let it grant what is missing, and run again.",
            (true, _, _) =>
                "Nothing of this migration was kept, those before it stay. Correct the migration, or the data that it "
                    + "failed on, and run again.",
            (false, Direction.Up, _) =>
                "It runs outside a transaction: what it did before this statement is kept. Correct the cause and run "
                    + "again; it continues with this statement.",
            _ => "It runs outside a transaction: what it did before this statement is kept, and the next rollback "
                + "begins with its first statement. Undo by hand what it did, correct the cause, and run again.",
        };

    private static string Undone(bool isRolledBack) => isRolledBack ? " and was rolled back" : "";

    // The statement with a caret under the place that the server names.
    private static string Place(StatementFailedException error)
    {
        var text = error.Statement.Text;
        if (error.Position <= 0 || error.Position > text.Length)
        {
            return Indent(text.Length > LongestText ? $"{text[..LongestText]}…" : text);
        }

        var start = text.LastIndexOf('\n', error.Position - 1, error.Position) + 1;
        var end = text.IndexOf('\n', error.Position - 1);
        var line = text[start..(end < 0 ? text.Length : end)];
        var column = error.Position - 1 - start;
        var from = Math.Max(0, column - 60);
        var shown = line[from..Math.Min(line.Length, column + 60)];
        return Indent($"{shown}\n{new string(' ', column - from)}^");
    }

    private static string Indent(string text) => "    " + text.ReplaceLineEndings("\n    ");
}
