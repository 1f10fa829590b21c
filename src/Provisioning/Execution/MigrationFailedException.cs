using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>A migration failed while it ran. Those before it stay applied.</summary>
public sealed class MigrationFailedException : ProvisioningException
{
    private const int LongestText = 2000;
    private const string InsufficientPrivilege = "42501";
    private const string QueryCanceled = "57014";

    /// <summary>The failure of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="error">The engine's refusal, or what code threw.</param>
    /// <param name="undone">How much was undone.</param>
    public MigrationFailedException(PlannedStep step, Exception error, UndoneWork undone)
        : base(Compose(step, error, undone), error)
    {
        Step = step;
        Statement = (error as StatementFailedException)?.Statement;
        Undone = undone;
    }

    /// <summary>The step that failed.</summary>
    public PlannedStep Step { get; }

    /// <summary>The statement that the engine refused; null where code failed.</summary>
    public SqlStatement? Statement { get; }

    /// <summary>How much was undone.</summary>
    public UndoneWork Undone { get; }

    /// <summary>Whether all that the step did was undone. If not, the next run continues after the last statement that
    /// succeeded.</summary>
    public bool IsRolledBack => Undone is not UndoneWork.None;

    private static string Compose(PlannedStep step, Exception error, UndoneWork undone)
    {
        var details = error is StatementFailedException { Details: { Count: > 0 } more }
            ? string.Concat(more.Select(line => $"{line}\n"))
            : "";
        var (operation, what, place) = error switch
        {
            StatementFailedException { Statement.Operation: { } o } refused => (
                $" at \"{o.Summary}\"",
                refused.Message,
                $"{Place(refused)}\n"
            ),
            StatementFailedException refused => ("", refused.Message, $"{Place(refused)}\n"),
            ProvisioningException known => ("", known.Message, ""),
            _ => ("", MigrationCode.Describe(error), ""),
        };
        return $"Migration {step.Migration} failed{(undone is UndoneWork.None ? "" : " and was rolled back")}"
            + $"{operation}: {what}\n{place}{details}{Kept(step, error, undone)} {WayOut(error, undone)}";
    }

    private static string Kept(PlannedStep step, Exception error, UndoneWork undone) =>
        (undone, error, step) switch
        {
            (UndoneWork.Migration, _, _) => "Nothing of this migration was kept, those before it stay.",
            (UndoneWork.Run, _, _) =>
                "The run is one transaction: nothing of it was kept, also of the migrations before " + "this one.",
            (_, TransactionEndedException, _) =>
                "What it did until then is kept if the code committed it, and the version is not recorded.",
            (_, StatementFailedException { Statement.Batches: not null }, _) =>
                "The batches before this one are committed, and kept.",
            _ => "It runs outside a transaction: what it did before this statement is kept.",
        };

    private static string WayOut(Exception error, UndoneWork undone) =>
        (error, undone) switch
        {
            (TransactionEndedException, _) =>
                "Look at what is there and undo it by hand; leave COMMIT and ROLLBACK to the "
                    + "run, or mark the migration TransactionBehavior.None, and run again.",
            (StatementFailedException { IsLockNotAvailable: true }, UndoneWork.None) =>
                "Nothing is wrong with the migration: others used the table. Run again when they are done, or give "
                    + "--table-wait more milliseconds; it continues with this statement.",
            (StatementFailedException { MayPass: true }, UndoneWork.None) =>
                "Nothing is wrong with the migration: it met a transaction of others. Run again; it "
                    + "continues with this "
                    + "statement.",
            (StatementFailedException { IsLockNotAvailable: true }, _) =>
                "Nothing is wrong with the migration: others used the table. Run again when they are done, or give "
                    + "--table-wait more milliseconds.",
            (StatementFailedException { MayPass: true }, _) =>
                "Nothing is wrong with the migration: it met a transaction of others. Run again.",
            (StatementFailedException { Code: QueryCanceled }, UndoneWork.Migration or UndoneWork.Run) =>
                "The server cancelled the statement. Where that was a limit on its time, give --statement-timeout more "
                    + "seconds, or do the work in smaller parts, and run again.",
            (StatementFailedException { Code: InsufficientPrivilege }, _) =>
                "Connect as the role that owns these objects, or let it grant what is missing, and run again.",
            (StatementFailedException { Statement.Batches: not null }, UndoneWork.None) =>
                "Correct the cause and run again; it continues with this batch.",
            (_, UndoneWork.None) => "Correct the cause and run again; it continues with this statement.",
            _ => "Correct the migration, or the data that it failed on, and run again.",
        };

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
