using static Provisioning.Administration.Health.Amount;
using static Provisioning.Administration.Health.Judgement;

namespace Provisioning.Administration.Health;

/// <summary>A table and its rows, as the server estimates them.</summary>
/// <param name="Table">The table.</param>
/// <param name="Live">Rows that are seen.</param>
/// <param name="Dead">Rows that were deleted or replaced and still take room.</param>
public sealed record TableRows(string Table, long Live, long Dead);

/// <summary>A sequence and how far it has come.</summary>
/// <param name="Name">The sequence, or the column that it numbers.</param>
/// <param name="Last">The last number given out.</param>
/// <param name="Most">The last number that it, and the column, can hold.</param>
public sealed record SequenceUse(string Name, decimal Last, decimal Most);

/// <summary>What comes of whether a server's vacuum keeps up, and of what wears out.</summary>
public static class UpkeepVerdicts
{
    /// <summary>Below this many dead rows a table is not worth a word.</summary>
    public const long FewDeadRows = 1000;

    /// <summary>Tables with many dead rows.</summary>
    public static Judgement DeadRows(IReadOnlyList<TableRows> tables, HealthLimits limits)
    {
        var over = tables
            .Where(table => table.Dead > FewDeadRows && 100 * table.Dead > limits.DeadRows * (table.Live + table.Dead))
            .OrderByDescending(table => table.Dead)
            .ToList();
        return Within(
            over.Count == 0,
            Verdict.Failed,
            over.Count == 0
                ? "no table"
                : Few([
                    .. over.Select(table =>
                        $"{table.Table}: {table.Dead:N0} ({Percent(table.Dead, table.Live + table.Dead)} %)"
                    ),
                ]),
            $"{limits.DeadRows} % and {FewDeadRows:N0} rows",
            "Run VACUUM (ANALYZE) on them, and see what keeps autovacuum away: a transaction that stays open, or "
                + "autovacuum_vacuum_scale_factor too high for so large a table."
        );
    }

    /// <summary>The age of the oldest transaction number anywhere on the server.</summary>
    /// <param name="database">The database that has it.</param>
    /// <param name="age">Its age.</param>
    /// <param name="freezeMaxAge"><c>autovacuum_freeze_max_age</c>, or that of multixacts.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement TransactionAge(string database, long age, long freezeMaxAge, HealthLimits limits)
    {
        var value = $"{age:N0} in {database} ({Percent(age, freezeMaxAge)} %)";
        var limit = $"{limits.TransactionAge} % of {freezeMaxAge:N0}";
        return 100 * age <= limits.TransactionAge * freezeMaxAge ? new(Verdict.Ok, value, limit)
            : age <= freezeMaxAge
                ? new(
                    Verdict.Warning,
                    value,
                    limit,
                    "Run VACUUM (FREEZE) on its largest tables in a quiet hour, before autovacuum has to do it in a "
                        + "busy one."
                )
            : new(
                Verdict.Failed,
                value,
                limit,
                "Autovacuum should have frozen it by now. Look for a transaction, prepared transaction or replication "
                    + "slot that stays open, end it, and run VACUUM (FREEZE)."
            );
    }

    /// <summary>Whether autovacuum runs, on all tables.</summary>
    /// <param name="autovacuum">Whether it runs at all.</param>
    /// <param name="counts">Whether the server counts rows, which autovacuum goes by.</param>
    /// <param name="tables">Tables that it is switched off for.</param>
    public static Judgement Autovacuum(bool autovacuum, bool counts, IReadOnlyList<string> tables) =>
        (autovacuum && counts, tables.Count) switch
        {
            (false, _) => new(
                Verdict.Failed,
                "off",
                "on",
                "Set autovacuum and track_counts to on: dead rows pile up, and in the end the server stops taking "
                    + "writes to protect its transaction numbers."
            ),
            (_, > 0) => new(
                Verdict.Warning,
                $"off for {Few(tables)}",
                "on",
                "ALTER TABLE … RESET (autovacuum_enabled), unless they are vacuumed on a schedule."
            ),
            _ => new(Verdict.Ok, "on", "on"),
        };

    /// <summary>Indexes that were begun and not finished.</summary>
    public static Judgement InvalidIndexes(IReadOnlyList<string> indexes) =>
        Within(
            indexes.Count == 0,
            Verdict.Failed,
            indexes.Count == 0 ? "none" : Few(indexes),
            "none",
            "CREATE INDEX CONCURRENTLY was cut off: they slow writes down and serve no reader. REINDEX INDEX "
                + "CONCURRENTLY, or drop and create them again."
        );

    /// <summary>Large indexes that no query has used.</summary>
    /// <param name="indexes">Each with its size; unique ones are left out, which are used by every write.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement UnusedIndexes(IReadOnlyList<(string Name, long Bytes)> indexes, HealthLimits limits)
    {
        var large = indexes
            .Where(index => index.Bytes > limits.UnusedIndexMegabytes << 20)
            .OrderByDescending(index => index.Bytes)
            .ToList();
        return Within(
            large.Count == 0,
            Verdict.Warning,
            large.Count == 0 ? "none" : Few([.. large.Select(index => $"{index.Name} ({Bytes(index.Bytes)})")]),
            $"none over {limits.UnusedIndexMegabytes} MB",
            "Nothing was looked up in them since the server counts. Ask the replicas as well, which count on their "
                + "own; then drop them with a migration."
        );
    }

    /// <summary>Sequences that near their end.</summary>
    public static Judgement Sequences(IReadOnlyList<SequenceUse> sequences, HealthLimits limits)
    {
        var over = sequences
            .Where(sequence => 100 * sequence.Last > limits.Sequences * sequence.Most)
            .OrderByDescending(sequence => sequence.Last / sequence.Most)
            .ToList();
        var most =
            sequences.Count == 0 ? 0 : sequences.Max(sequence => Percent((double)sequence.Last, (double)sequence.Most));
        return Within(
            over.Count == 0,
            Verdict.Failed,
            over.Count == 0
                ? $"{most} % at the most"
                : Few([.. over.Select(use => $"{use.Name} ({Percent((double)use.Last, (double)use.Most)} %)")]),
            $"{limits.Sequences} %",
            "After the last number every INSERT fails. Make the column, and those that refer to it, BIGINT, in good "
                + "time: it rewrites the table."
        );
    }
}
