namespace Provisioning.Backup.Repository;

/// <summary>What is known of a set with its key, <c>report.dbk</c>: what is in it, and how its parts are put
/// together.</summary>
/// <param name="Contents">What is in the database.</param>
/// <param name="Parts">Its parts, in the order in which they were written.</param>
public sealed record SealedReport(BackupContents Contents, IReadOnlyList<StoredPart> Parts)
{
    /// <summary>The most bytes that a report may have.</summary>
    internal const int Most = 64 << 20;

    /// <summary>Whether no list has missing members, as in a report of another program.</summary>
    internal bool IsWhole =>
        Parts.All(part =>
            part is { Bytes: >= 0 }
            && (part.Sha256 ?? part.Pages) is not null
            && (part.Leaves is null || (part.Leaves.All(leaf => leaf?.Length == 32) && HasLeavesForAll(part)))
        )
        && AreDistinct(Parts.Select(part => part.Name))
        && Contents.Tables.All(table => table is { Rows: >= 0 and <= MostRows, Bytes: >= 0 and <= MostRows })
        && Contents.Checks.All(check => check is not null)
        && AreDistinct(Contents.Checks.Select(check => check.Name))
        && Contents.Encrypted.All(column => column is not null)
        && Contents.Omitted.Concat(Contents.Damage).All(what => what is not null)
        && Contents.Structure?.All(line => line?.Expressions.All(sql => sql is not null) is true) is null or true;

    // Enough for every database, and few enough that a report's tables together are no number too large.
    private const long MostRows = 1L << 50;

    private static bool AreDistinct(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.All(seen.Add);
    }

    // A length without pages would be made as a file of that length before they are missed.
    private static bool HasLeavesForAll(StoredPart part)
    {
        const long most = PageLayout.Page * PageLayout.PerLeaf;
        return part.Bytes / most + (part.Bytes % most == 0 ? 0 : 1) == part.Leaves!.Count;
    }
}

/// <summary>How a part is kept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
public sealed record StoredPart(string Name, long Bytes)
{
    /// <summary>SHA-256 of its bytes; null where <see cref="Pages"/> covers them.</summary>
    public string? Sha256 { get; init; }

    /// <summary>SHA-256 of the tags of its pages, in order; null where it is not kept as pages, or <see cref="Sha256"/>
    /// covers them.</summary>
    public string? Pages { get; init; }

    /// <summary>The leaves that say where its pages are, in order; null where it is one object of its own.</summary>
    public IReadOnlyList<string>? Leaves { get; init; }
}

/// <summary>Which sets were pruned, so that their numbers are not missed: <c>prunes/….json</c>.</summary>
/// <param name="At">When.</param>
/// <param name="Sequences">The numbers of the sets.</param>
/// <param name="Key">The id of the key that signed it; null where the repository is not encrypted.</param>
public sealed record PruneRecord(DateTimeOffset At, IReadOnlyList<long> Sequences, string? Key)
{
    /// <summary>HMAC of the rest with the key, or SHA-256 of it where there is no key.</summary>
    public string? Mac { get; init; }
}

/// <summary>Which set was made last: <c>heads/….json</c>.</summary>
/// <param name="Repository">The id of the repository.</param>
/// <param name="Sequence">The set's number.</param>
/// <param name="Set">The set's id.</param>
/// <param name="At">When it was made.</param>
/// <param name="Key">The id of the key that signed it; null where the repository is not encrypted.</param>
public sealed record HeadRecord(string Repository, long Sequence, string Set, DateTimeOffset At, string? Key)
{
    /// <summary>HMAC of the rest with the key, or SHA-256 of it where there is no key.</summary>
    public string? Mac { get; init; }
}

/// <summary>Who holds a repository: <c>locks/….json</c>.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Boot">What tells one start of the machine from another.</param>
/// <param name="Process">The number of the process.</param>
/// <param name="ProcessStart">When the process was started, in the machine's ticks.</param>
/// <param name="What">What it does: <c>create</c>, <c>prune</c>.</param>
/// <param name="Since">Since when.</param>
public sealed record LockRecord(
    string Host,
    string Boot,
    int Process,
    long ProcessStart,
    string What,
    DateTimeOffset Since
)
{
    /// <summary>The machine's id, which its name need not be; null where it has none.</summary>
    public string? Machine { get; init; }

    /// <summary>When the run last said that it lives; null where it never does, as earlier versions.</summary>
    public DateTimeOffset? Renewed { get; init; }
}
