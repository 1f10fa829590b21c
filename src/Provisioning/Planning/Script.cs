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
        // A script leaves the history to the runs.
        var missing = LedgerTables
            .Missing(ledger with { HasHistory = true, ToRemember = LedgerState.Empty.ToRemember }, dialect)
            .ToArray();
        foreach (var step in steps)
        {
            SqlStatement[] executed = [.. step.Executed];
            SqlStatement[] record =
            [
                .. dialect.ResetInside(executed),
                .. step.NumberOn(dialect),
                .. step.Record(writer, hasLedger: true, started: null),
            ];
            migrations.Add(
                (
                    $"{step.Migration}{(step.Step.Direction is Direction.Up ? "" : " (down)")}",
                    [
                        .. step.Migration.IsTransactional
                            ? dialect.Transaction([.. missing, .. executed], record)
                            : Untransacted(missing, executed, record, dialect),
                        .. dialect.Texts(dialect.ResetOutside(executed)),
                    ]
                )
            );
            missing = [];
        }

        return dialect.Join(migrations);
    }

    // The ledger's tables come first, as the statements may change role and session.
    private static IEnumerable<string> Untransacted(
        SqlStatement[] missing,
        SqlStatement[] executed,
        SqlStatement[] record,
        Dialect dialect
    ) =>
        [
            .. missing.Length > 0 ? dialect.Transaction(missing, []) : [],
            .. dialect.Texts(executed),
            .. record.Length > 0 ? dialect.Transaction([], record) : [],
        ];
}
