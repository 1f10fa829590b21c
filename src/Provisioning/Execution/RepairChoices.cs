using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>What can be done about a version's record, and what does it.</summary>
internal sealed class RepairChoices(DatabaseSession session, MigrationCatalog catalog, LedgerState ledger)
{
    private Dialect Dialect => session.Database.Dialect;

    /// <summary>Whether a version in this state needs a person's decision.</summary>
    public static bool NeedsDecision(VersionState state) =>
        state is VersionState.Edited or VersionState.Interrupted or VersionState.Unknown;

    /// <summary>What is wrong with a version, and what can be done.</summary>
    public async Task<RepairFinding> FindAsync(VersionStatus version, string? running, CancellationToken token)
    {
        var entry = ledger.Find(version.Version)!;
        var ran = await RanAsync(entry, token);
        var choices = new List<RepairChoice>();
        foreach (var action in Actions(version.State, entry))
        {
            choices.Add(await ReviewAsync(version, action, token));
        }

        var isInterrupted = version.State is VersionState.Interrupted;
        return new(version.Version, version.Name, version.State, choices)
        {
            IsRollingBack = entry.IsRollingBack,
            StatementsDone = entry.StatementsDone,
            StatementsTotal = entry.StatementsTotal,
            Statement = isInterrupted ? StatementAt(ran, entry) : null,
            Error = version.Error,
            Running = isInterrupted ? running : null,
            Edit =
                version.State is VersionState.Edited
                    ? EditedMigration.Of(
                        catalog.Find(version.Version)!,
                        ran,
                        Dialect,
                        session.Database.ConnectionString
                    )
                    : null,
        };
    }

    /// <summary>What carries a decision out.</summary>
    /// <exception cref="ProvisioningException">It cannot be carried out; the message is the reason.</exception>
    public async Task<RepairWork> WorkAsync(
        VersionStatus version,
        RepairAction action,
        LedgerWriter writer,
        RepairNote note,
        CancellationToken token
    )
    {
        var entry = ledger.Find(version.Version);
        Require(version.State, action, entry);
        var at = entry is { IsInterrupted: true } ? At(entry) : "";
        return action switch
        {
            RepairAction.AcceptEdit => Accept(version, writer, note),
            RepairAction.MarkApplied => MarkApplied(version, entry, writer, note.Of("marked as applied", at)),
            RepairAction.MarkPending => await MarkPendingAsync(
                version,
                entry!,
                writer,
                note.Of("marked as pending", at),
                token
            ),
            _ => await CleanUpAsync(version, entry!, writer, note.Of("cleaned up", at), token),
        };
    }

    private async Task<RepairChoice> ReviewAsync(VersionStatus version, RepairAction action, CancellationToken token)
    {
        try
        {
            var writer = new LedgerWriter(Dialect, catalog.VersionTable, "", "");
            return (await WorkAsync(version, action, writer, new("", ""), token)).Choice;
        }
        catch (ProvisioningException error)
        {
            return new(action, "") { Refusal = error.Message.TrimEnd('.') };
        }
    }

    private RepairWork Accept(VersionStatus version, LedgerWriter writer, RepairNote note)
    {
        var edit = AcceptedEdit.Of(version, catalog, Dialect, session.Database.ConnectionString);
        var text = edit.Note(note.By) + note.Because;
        return new(
            new(
                RepairAction.AcceptEdit,
                "makes the ledger say what the migration describes now; nothing else in the database changes"
            ),
            new(version.Version, version.Name, RepairAction.AcceptEdit, text) { Edit = edit },
            edit.Record(writer, text)
        );
    }

    private RepairWork MarkApplied(VersionStatus version, LedgerEntry? entry, LedgerWriter writer, string note)
    {
        var migration = catalog.Find(version.Version);
        var checksum = "";
        if (migration is not null)
        {
            var step = new PlannedStep(migration, Direction.Up);
            var described = MigrationModel.DescribeAlone(step, Dialect, session.Database.ConnectionString);
            checksum = MigrationChecksum.Of(described.Operations);
        }

        return new(
            new(
                RepairAction.MarkApplied,
                "makes the ledger say that it is applied; nothing runs, so that what of it is missing stays missing "
                    + "(`provision check` shows it)"
            ),
            new(version.Version, version.Name, RepairAction.MarkApplied, note),
            writer.MarkedApplied(
                new(version.Version, version.Name, checksum, []),
                migration?.Description ?? entry?.Description,
                entry,
                note
            )
        );
    }

    private async Task<RepairWork> MarkPendingAsync(
        VersionStatus version,
        LedgerEntry entry,
        LedgerWriter writer,
        string note,
        CancellationToken token
    )
    {
        if (
            catalog.VersionTable.Predecessor is { } predecessor
            && (await predecessor.ReadAsync(session, token)).Contains(entry.Version)
        )
        {
            throw new ProvisioningException(
                $"{predecessor.Name}, from which this database was taken over, has it applied still"
            );
        }

        var next = catalog.Find(version.Version) is null
            ? "a build that has it runs it from its first statement"
            : "the next `provision up` runs it from its first statement";
        // How far it has come is in the row that goes.
        var again = entry.BackfilledTo is null
            ? ""
            : ", its backfill from the first row: rows that it has filled as well";
        return new(
            new(
                RepairAction.MarkPending,
                $"makes the ledger say that it is not applied; nothing runs, what it made stays, and {next}{again}"
            ),
            new(version.Version, version.Name, RepairAction.MarkPending, note),
            writer.MarkedPending(entry, note)
        );
    }

    private async Task<RepairWork> CleanUpAsync(
        VersionStatus version,
        LedgerEntry entry,
        LedgerWriter writer,
        string note,
        CancellationToken token
    )
    {
        var migration = catalog.Find(version.Version)
            ?? throw new ProvisioningException("this build does not know it, and so not what undoes it");
        var left = await Leftovers.FindAsync(session, migration, entry, await RanAsync(entry, token), token);
        var half = left.Stopped is null ? null : await session.FindUnusableAsync(left.Stopped, token);
        string[] undone =
        [
            .. half?.Name is { } name ? (string[])[$"drop the invalid index {name}"] : [],
            .. left.Undoing.Select(one => one.Operation.Summary),
        ];
        var losses = await left.LossesAsync(session, token);
        return new(
            new(
                RepairAction.CleanUp,
                (undone.Length == 0 ? "finds nothing to undo" : $"undoes what it made ({string.Join(", ", undone)})")
                    + (losses.Count == 0 ? "" : $", which {string.Join(", ", losses.Select(loss => loss.Summary))}")
                    + "; the ledger then says that it is not applied"
            )
            {
                Losses = losses,
            },
            new(version.Version, version.Name, RepairAction.CleanUp, note),
            writer.MarkedPending(entry, note)
        )
        {
            Left = left,
        };
    }

    private async Task<string?> RanAsync(LedgerEntry entry, CancellationToken token) =>
        entry.Name is null ? null : await LedgerReader.SqlAsync(session, ledger.Versions, entry.Version, token);

    private static IEnumerable<RepairAction> Actions(VersionState state, LedgerEntry entry) =>
        state switch
        {
            VersionState.Edited => [RepairAction.AcceptEdit, RepairAction.MarkPending],
            VersionState.Interrupted when entry.IsRollingBack => [RepairAction.MarkApplied, RepairAction.MarkPending],
            VersionState.Interrupted => [RepairAction.MarkApplied, RepairAction.MarkPending, RepairAction.CleanUp],
            _ => [RepairAction.MarkPending],
        };

    private static void Require(VersionState state, RepairAction action, LedgerEntry? entry)
    {
        var isInterrupted = state is VersionState.Interrupted;
        var isApplied = state is VersionState.Applied or VersionState.Edited or VersionState.Unknown;
        var problem = action switch
        {
            RepairAction.AcceptEdit when state is not VersionState.Edited => "it was not edited after being applied",
            RepairAction.MarkApplied when isApplied => "it is applied already",
            RepairAction.MarkPending when !isApplied && !isInterrupted => "it is not applied",
            RepairAction.CleanUp when !isInterrupted => "it is not interrupted, so that there is nothing to clean up",
            RepairAction.CleanUp when entry!.IsRollingBack =>
                "its rollback is what stopped: go on with `provision down`, or mark it",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ProvisioningException(problem);
        }
    }

    private static string At(LedgerEntry entry) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $", {(entry.IsRollingBack ? "its rollback stopped " : "")}after statement {entry.StatementsDone} of "
                + $"{entry.StatementsTotal}"
        );

    // Found by what is done before it: a semicolon at the end of a line may be inside a statement.
    private string? StatementAt(string? ran, LedgerEntry entry)
    {
        if (ran is null || entry.StatementsDone >= entry.StatementsTotal)
        {
            return null;
        }

        try
        {
            var statements = Dialect.Split(ran);
            return statements.Count == entry.StatementsTotal ? statements[entry.StatementsDone].Text : null;
        }
        catch (SqlTextException)
        {
            return null;
        }
    }
}

/// <summary>What is noted of a decision.</summary>
/// <param name="By">When it was made and by whom.</param>
/// <param name="Why">Why; empty for no reason.</param>
internal sealed record RepairNote(string By, string Why)
{
    /// <summary>The reason as the end of a note; empty for none.</summary>
    public string Because => string.IsNullOrWhiteSpace(Why) ? "" : $": {Why.Trim().ReplaceLineEndings(" ")}";

    /// <summary>The note.</summary>
    public string Of(string what, string at) => $"{what} {By}{at}{Because}";
}

/// <summary>A decision, ready to be carried out.</summary>
/// <param name="Choice">What it does, for people.</param>
/// <param name="Done">What will have been done.</param>
/// <param name="Record">The statements that record it.</param>
internal sealed record RepairWork(RepairChoice Choice, RepairedVersion Done, IEnumerable<SqlStatement> Record)
{
    /// <summary>What is to be undone first; null for a decision about the ledger alone.</summary>
    public Leftovers? Left { get; init; }
}
