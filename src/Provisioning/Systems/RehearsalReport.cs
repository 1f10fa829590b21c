using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>What a rehearsal has seen.</summary>
/// <param name="Plan">What the upgrade was going to do, with what its statements lock.</param>
/// <param name="Before">The database before it.</param>
/// <param name="Runs">What was run: up, and where it went down as well, down and up again. Empty where nothing was
/// pending.</param>
public sealed record RehearsalReport(ReviewedPlan Plan, RehearsedMoment Before, IReadOnlyList<RehearsedRun> Runs)
{
    /// <summary>Why the migrations could not be rolled back, or not be applied again, with what the last of
    /// <see cref="Runs"/> has left; null where they could, or were not to be.</summary>
    public string? Failure { get; init; }

    /// <summary>How the structure after the way down differs from the one before the upgrade; null where it did not go
    /// down.</summary>
    public StructureComparison? Down { get; init; }

    /// <summary>How the structure after the second upgrade differs from the one after the first; null where there was
    /// none.</summary>
    public StructureComparison? Again { get; init; }

    /// <summary>The numbers of rows of each table: before, and after each run; null where there was no such
    /// table.</summary>
    public IReadOnlyList<(ObjectName Table, IReadOnlyList<long?> Rows)> Rows =>
        [
            .. Moments
                .SelectMany(moment => moment.Rows.Keys)
                .Distinct()
                .OrderBy(table => table.ToString(), StringComparer.Ordinal)
                .Select(table =>
                    (
                        table,
                        (IReadOnlyList<long?>)
                            [.. Moments.Select(moment => moment.Rows.TryGetValue(table, out var n) ? n : (long?)null)]
                    )
                ),
        ];

    /// <summary>What is wrong, a sentence each; nothing where the upgrade can be taken back and done again without a
    /// loss.</summary>
    public IReadOnlyList<string> Findings =>
        [
            .. Structure(Down, "After going down"),
            .. Changed(from: 0, to: 2, "before the upgrade", "after going down"),
            .. Failure is { } reason
                ? [$"{(Runs.Count == 1 ? "Going down" : "Going up again")} fails: {reason}"]
                : Array.Empty<string>(),
            .. Structure(Again, "After going up again"),
            .. Changed(from: 1, to: 3, "after the upgrade", "after going down and up again"),
        ];

    /// <summary>The database before, and after each run.</summary>
    public IReadOnlyList<RehearsedMoment> Moments => [Before, .. Runs.Select(run => run.After)];

    private static IEnumerable<string> Structure(StructureComparison? found, string when) =>
        found is null or { IsAlike: true }
            ? []
            : found
                .Missing.Select(line => $"{when}, {line.Of} lacks {line.Text}.")
                .Concat(found.Extra.Select(line => $"{when}, {line.Of} has {line.Text}, which was not there."));

    // A table that is missing is a difference of structure.
    private IEnumerable<string> Changed(int from, int to, string first, string then) =>
        Moments.Count <= to
            ? []
            : Rows.Where(table => table.Rows[from] is not null && table.Rows[to] is not null)
                .Where(table => table.Rows[from] != table.Rows[to])
                .Select(table =>
                    $"{table.Table} had {table.Rows[from]:N0} rows {first}, and {table.Rows[to]:N0} {then}."
                );
}

/// <summary>A run of a rehearsal.</summary>
/// <param name="Durations">How long each migration took.</param>
/// <param name="After">The database after it.</param>
public sealed record RehearsedRun(IReadOnlyDictionary<MigrationSource, TimeSpan> Durations, RehearsedMoment After);

/// <summary>A database at a moment of a rehearsal.</summary>
/// <param name="Lines">Its structure.</param>
/// <param name="Rows">The number of rows of each table.</param>
/// <param name="Bytes">The bytes that it takes.</param>
public sealed record RehearsedMoment(
    IReadOnlyList<StructureLine> Lines,
    IReadOnlyDictionary<ObjectName, long> Rows,
    long Bytes
);
