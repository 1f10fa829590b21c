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
        var migrations = new List<(string, IReadOnlyList<string>)>();
        var missing = LedgerTables.Missing(ledger, dialect).ToArray();
        foreach (var step in steps)
        {
            SqlStatement[] record = [.. step.NumberOn(dialect), .. step.Record(writer, hasLedger: true, started: null)];
            migrations.Add(
                (
                    $"{step.Migration}{(step.Step.Direction is Direction.Up ? "" : " (down)")}",
                    step.Migration.IsTransactional
                        ? [.. dialect.Transaction([.. missing, .. step.Executed], record)]
                        : [.. Dialect.Texts(step.Executed), .. dialect.Transaction(missing, record)]
                )
            );
            missing = [];
        }

        return dialect.Join(migrations);
    }
}
