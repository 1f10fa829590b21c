namespace Provisioning.Masking.Rows;

/// <summary>What became of the columns of a masked database.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Key">What the key is known by; null for one of the run alone.</param>
/// <param name="Columns">The columns, by table and name.</param>
/// <param name="Scan">What was found of the former values in what was written; null where that was not looked
/// for.</param>
public sealed record MaskReport(
    string Profile,
    string? Key,
    IReadOnlyList<MaskedColumnReport> Columns,
    LeakReport? Scan
)
{
    /// <summary>How many values changed.</summary>
    public long Changed => Columns.Sum(column => column.Changed);
}

/// <summary>What became of a column.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Class">Its class as files name it.</param>
/// <param name="Mask">The transformer and its options.</param>
/// <param name="Rows">How many rows there were.</param>
/// <param name="Changed">In how many the value is another one now.</param>
public sealed record MaskedColumnReport(
    string Table,
    string Column,
    string Class,
    string Mask,
    long Rows,
    long Changed
);

/// <summary>What a leak scan found.</summary>
/// <param name="Remembered">How many different values of personal and secret columns were looked for.</param>
/// <param name="Looked">How many values and words were looked at.</param>
/// <param name="ExpectedFalseAlarms">How many of those are taken for one of them by chance.</param>
/// <param name="Leaks">The columns that have some, and in how many rows.</param>
public sealed record LeakReport(
    long Remembered,
    long Looked,
    double ExpectedFalseAlarms,
    IReadOnlyDictionary<string, long> Leaks
);
