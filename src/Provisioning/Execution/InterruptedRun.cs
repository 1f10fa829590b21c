using Provisioning.Databases;
using Provisioning.Dialects;
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

        if (!entry.IsInterrupted)
        {
            return new(HasRow: true, Done: 0, IsSame: false);
        }

        if (rendered.Migration.IsTransactional)
        {
            return entry.StatementsDone == 0
                ? new(HasRow: true, Done: 0, IsSame: false)
                : throw Refuse(entry, rendered, "is to run in a transaction now");
        }

        var kept = await KeptAsync(session, ledger.Versions, entry, token);
        // Of a backfill some rows are done: it has to be the same one that does the rest.
        var begun = entry.StatementsDone + (entry.BackfilledTo is null ? 0 : 1);
        return
            rendered.Statements.Count >= begun
            && kept.StartsWith(Text(rendered.Statements.Take(begun)), StringComparison.Ordinal)
            ? new(HasRow: true, entry.StatementsDone, IsSame: kept == Text(rendered.Statements))
            {
                BackfilledTo = entry.BackfilledTo,
            }
            : throw Refuse(entry, rendered, "the statements that ran were edited since");
    }

    private static string Text(IEnumerable<SqlStatement> statements) =>
        LedgerWriter.Join(statements).ReplaceLineEndings("\n");

    private static async Task<string> KeptAsync(
        DatabaseSession session,
        VersionTable versions,
        LedgerEntry entry,
        CancellationToken token
    )
    {
        var table = session.Database.Dialect.Quote(versions.LedgerOn(session.Database.Dialect));
        var kept = await session.QueryAsync(
            $"SELECT sql FROM {table} WHERE version = @p0",
            row => (byte[])row.GetValue(0),
            token,
            entry.Version
        );
        return kept is [var packed] ? LedgerWriter.Unpack(packed).ReplaceLineEndings("\n") : "";
    }

    private static ProvisioningException Refuse(LedgerEntry entry, RenderedStep rendered, string why) =>
        new(
            $"Migration {rendered.Migration} stopped after statement {entry.StatementsDone} of "
                + $"{entry.StatementsTotal} and {why}, so that where to continue is not known. "
                + "Restore the earlier statements and run again, or undo by hand what it did and delete its row from "
                + "provisioning_ledger."
        );
}
