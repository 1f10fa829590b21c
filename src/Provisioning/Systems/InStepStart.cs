using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Systems;

/// <summary>Begins to keep another tool's table in step with ours.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="options">Who does it.</param>
internal sealed class InStepStart(MigrationCatalog catalog, RunnerOptions options)
{
    /// <summary>The review with the table that is kept in step, the rows that it gets, or why it cannot be.</summary>
    public async Task<AdoptionReview> OfAsync(
        DatabaseSession session,
        AdoptionReview review,
        AdoptionOptions asked,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var tools = await PreviousTools.FindAsync(session, catalog.VersionTable, token);
        var recorded = (review.Ours is null ? review.ToRecord.Select(one => one.Version) : [])
            .Concat(review.Ledger.Applied.Select(entry => entry.Version))
            .ToHashSet();
        var before = LedgerSettings.InStep(review.Ledger);
        PreviousHistory[] named =
        [
            .. review.Histories.Where(history =>
                before is not null ? (history.Tool, history.Table) == (before.Tool, before.Table)
                : asked.From is { } from
                    ? PreviousTool.Plain(history.Tool) == PreviousTool.Plain(from) || $"{history.Table}" == from
                : true
            ),
        ];
        if (named is not [var counted])
        {
            return Refused(
                review,
                named.Length == 0
                    ? "No tool has left a table to keep in step"
                    : "Several tools have a table: say with --from which is to be kept in step"
            );
        }

        if (Unable(counted, tools, catalog.VersionTable, dialect) is { } reason)
        {
            return Refused(review, reason);
        }

        if (review.Refusals.Count > 0 || recorded.Count == 0)
        {
            return review;
        }

        var ledger = review.Ledger.With(recorded.Select(version => new LedgerEntry(version) { IsApplied = true }));
        return Of(review, counted, ledger, before, tools.Columns(counted.Tool, counted.Table)!, dialect);
    }

    /// <summary>The statements that begin it; none where it was not asked for.</summary>
    public IEnumerable<SqlStatement> Record(
        LedgerState ledger,
        AdoptionReview review,
        LedgerWriter writer,
        Dialect dialect
    )
    {
        if (review.InStep is not { } kept)
        {
            return [];
        }

        var recorded = review.ToRecord.Select(one => new LedgerEntry(one.Version) { IsApplied = true });
        var after = ledger.With(ledger.Applied.UnionBy(recorded, entry => entry.Version)) with { InStep = kept };
        var rows = new InStepRows(catalog, options, dialect);
        return
        [
            .. LedgerSettings.Missing(ledger.Completed, dialect),
            .. LedgerSettings.Set(ledger, dialect, kept),
            .. review.ToWrite.SelectMany(one => rows.Of(after, one, Direction.Up)),
            writer.Happened(Happened(after, kept, "keep-in-step")),
        ];
    }

    /// <summary>What the history says of it, beside the newest version.</summary>
    public static HistoryEvent Happened(LedgerState ledger, InStepLedger kept, string what) =>
        new(ledger.Current, ledger.Find(ledger.Current)?.Name ?? "", what) { Notes = $"{kept.Tool} ({kept.Table})" };

    private AdoptionReview Of(
        AdoptionReview review,
        PreviousHistory history,
        LedgerState ledger,
        InStepLedger? before,
        TableColumns table,
        Dialect dialect
    )
    {
        var asks = before
            ?? new(history.Tool, history.Table)
            {
                // Numbers of its own go beyond what is recorded here.
                IsNumbered = history.Applied.All(entry => entry.Number is null || entry.Number <= ledger.Current),
            };
        // What is there now and no migration here is from before.
        var keys = new InStepKeys(
            asks with
            {
                Before = before?.Before ?? [.. history.Applied.Select(entry => entry.Key)],
            },
            catalog
        );
        var found = keys.Compare(history, ledger) with { Columns = table.Columns };
        if (found.Problems.Count > 0)
        {
            return Refused(review, [.. found.Problems]);
        }

        if (found.Added.Count > 0 && before is null)
        {
            return Refused(
                review,
                $"{history.Tool} ({history.Table}) has applied {InStepKeys.Text(found.Added)}, which "
                    + "the structure does not have, so that the two cannot be kept in step"
            );
        }

        var known = found.Keys.Values.ToHashSet(StringComparer.Ordinal);
        var rows = new InStepRows(catalog, options, dialect);
        long? newest = found.Keys.Count > 0 ? found.Keys.Keys.Max() : null;
        MigrationSource[] lacking = [.. found.Lacking.Select(catalog.Find).OfType<MigrationSource>()];
        MigrationSource[] write =
        [
            .. lacking.Where(one =>
                (before is not null || one.Version > newest) && rows.Problem(found, new(one, Direction.Up)) is null
            ),
        ];
        if (before is not null && write.Length < lacking.Length)
        {
            return Refused(
                review,
                [.. lacking.Except(write).Select(one => rows.Problem(found, new(one, Direction.Up))!)]
            );
        }

        return review with
        {
            ToWrite = write,
            InStep = found with
            {
                Before = before?.Before
                    ?? [.. history.Applied.Select(entry => entry.Key).Where(key => !known.Contains(key))],
                Without = before?.Without ?? [.. lacking.Except(write).Select(one => one.Version)],
            },
        };
    }

    private static string? Unable(
        PreviousHistory history,
        PreviousTools tools,
        VersionTable versions,
        Dialect dialect
    ) =>
        history.Table == versions.NameOn(dialect)
        || PreviousTools.Named(history.Tool) is null && history.Table != "user_version"
            ? $"{history.Tool}'s table {history.Table} is the one that provision writes itself: it is in step as it is"
        : history.Table == "user_version"
            ? "A number in the file is no table of rows: a migration that changes it says so, as with "
                + "Execute.Sql(\"PRAGMA user_version = 9\")"
        : PreviousTools.Named(history.Tool) is { NotWritten: { } reason }
            ? $"{history.Tool} ({history.Table}) cannot be kept in step. {reason}"
        : tools.Columns(history.Tool, history.Table) is null
            ? $"{history.Tool}'s table {history.Table} is not there any more"
        : null;

    private static AdoptionReview Refused(AdoptionReview review, params string[] reasons) =>
        review with
        {
            Refusals = [.. review.Refusals, .. reasons.Except(review.Refusals, StringComparer.Ordinal)],
            ToRecord = [],
        };
}
