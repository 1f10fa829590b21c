using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>What the ledger records of a migration that is not applied, or of a rollback that is not done: an earlier
/// run stopped half way, or another tool rolled it back.</summary>
/// <param name="HasRow">Whether there is a row at all.</param>
/// <param name="Done">How many of its statements are done, and are not to be run again.</param>
/// <param name="IsSame">Whether the row is about the statements that are to be run now.</param>
internal sealed record InterruptedRun(bool HasRow, int Done, bool IsSame)
{
    /// <summary>What the row notes for people, and the next one has to note, too; null for nothing.</summary>
    public string? Notes { get; private init; }

    /// <summary>How far the statement after those that are done has come, where it is a backfill that did some of its
    /// batches.</summary>
    public string? BackfilledTo { get; private init; }

    private static readonly InterruptedRun Nothing = new(HasRow: false, Done: 0, IsSame: false);

    /// <summary>What the ledger has of the migration.</summary>
    /// <exception cref="ProvisioningException">Statements of it ran that are no longer what it begins with, so that
    /// where to continue is not known.</exception>
    public static async Task<InterruptedRun> FindAsync(
        DatabaseSession session,
        LedgerState ledger,
        RenderedStep rendered,
        CancellationToken token
    )
    {
        if (
            ledger.Find(rendered.Migration.Version) is not { } entry
            || (rendered.Step.Direction is Direction.Up ? entry.IsApplied : !entry.IsRollingBack)
            || !rendered.Migration.IsRecorded
        )
        {
            return Nothing;
        }

        var row = new InterruptedRun(HasRow: true, Done: 0, IsSame: false) { Notes = LedgerNotes.Earlier(entry.Notes) };
        if (!entry.IsInterrupted)
        {
            return row;
        }

        if (rendered.Migration.IsTransactional)
        {
            return entry is { StatementsDone: 0, BackfilledTo: null }
                ? row
                : throw Refuse(entry, rendered, "is to run in a transaction now");
        }

        var kept = Text(await LedgerReader.SqlAsync(session, ledger.Versions, entry.Version, token) ?? "");
        // Of a backfill some rows are done: it has to be the same one that does the rest.
        var begun = entry.StatementsDone + (entry.BackfilledTo is null ? 0 : 1);
        return
            rendered.Statements.Count >= begun
            && kept.StartsWith(Text(LedgerWriter.Join(rendered.Statements.Take(begun))), StringComparison.Ordinal)
            ? row with
            {
                Done = entry.StatementsDone,
                IsSame = kept == Text(LedgerWriter.Join(rendered.Statements)),
                BackfilledTo = entry.BackfilledTo,
            }
            : throw Refuse(entry, rendered, "the statements that ran were edited since");
    }

    private static string Text(string sql) => sql.ReplaceLineEndings("\n");

    private static ProvisioningException Refuse(LedgerEntry entry, RenderedStep rendered, string why) =>
        new(
            $"Migration {rendered.Migration} stopped after statement {entry.StatementsDone} of "
                + $"{entry.StatementsTotal} and {why}, so that where to continue is not known. "
                + "Restore the earlier statements and run again, or undo by hand what it did and run `provision repair "
                + $"--mark-pending {entry.Version}`."
        );
}
