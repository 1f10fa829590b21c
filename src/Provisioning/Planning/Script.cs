using System.Text;
using Provisioning.Dialects;
using Provisioning.Ledger;

namespace Provisioning.Planning;

/// <summary>Turns a plan into SQL text that does what the run would do, ledger rows included, for people who run it
/// themselves.</summary>
public static class Script
{
    /// <summary>The text: a transaction for each step with its ledger rows inside, the ledger's tables first where they
    /// are missing.</summary>
    public static string Write(
        IEnumerable<RenderedStep> steps,
        LedgerState ledger,
        LedgerWriter writer,
        Dialect dialect
    )
    {
        var text = new StringBuilder();
        var missing = LedgerTables.Missing(ledger, dialect).ToArray();
        foreach (var step in steps)
        {
            text.Append("-- ").Append(step.Migration).AppendLine(step.Step.Direction is Direction.Up ? "" : " (down)");
            var record = step.Record(writer, hasLedger: true, started: null);
            var isSuspending = step.Statements.Any(statement => statement.SuspendsForeignKeys);
            if (isSuspending)
            {
                text.AppendLine("-- Recreates a table: run it so that it stops at the first error.");
                Append(text, [dialect.EnforceForeignKeys(false)]);
            }

            Append(
                text,
                step.Migration.IsTransactional
                    ?
                    [
                        "BEGIN",
                        .. Texts(missing),
                        .. Texts(step.Executed),
                        .. Texts(step.NumberOn(dialect)),
                        .. Texts(record),
                        "COMMIT",
                    ]
                    :
                    [
                        .. Texts(step.Executed),
                        "BEGIN",
                        .. Texts(missing),
                        .. Texts(step.NumberOn(dialect)),
                        .. Texts(record),
                        "COMMIT",
                    ]
            );
            if (isSuspending)
            {
                Append(text, [dialect.EnforceForeignKeys(true)]);
            }

            missing = [];
        }

        return text.ToString();
    }

    private static IEnumerable<string> Texts(IEnumerable<SqlStatement> statements) =>
        statements.Select(statement =>
            statement.IsCode ? statement.Text + " /* code: only provision runs it */" : statement.Text
        );

    private static void Append(StringBuilder text, IEnumerable<string> statements)
    {
        foreach (var statement in statements)
        {
            text.Append(Dialect.Closed(statement)).AppendLine(";");
        }

        text.AppendLine();
    }
}
