namespace Provisioning.Ledger;

/// <summary>Something that happened to a version. Rows of the history are added and never changed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name.</param>
/// <param name="What">What happened: <c>up</c>, <c>down</c>, <c>adopt</c>, or what a repair did:
/// <c>accept-edited</c>, <c>mark-applied</c>, <c>mark-pending</c>, <c>clean-up</c>.</param>
public sealed record HistoryEvent(long Version, string Name, string What)
{
    /// <summary>Whether it failed, and was rolled back or stopped half way.</summary>
    public bool IsFailed { get; init; }

    /// <summary>When it began; null where that was not noted.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The checksum of what the migration described; null where that was not noted.</summary>
    public string? Checksum { get; init; }

    /// <summary>Why it failed, or what is to be known of it; null for nothing.</summary>
    public string? Notes { get; init; }
}

/// <summary>A row of the history.</summary>
/// <param name="Event">What happened.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="Actor">The user of the operating system who did it.</param>
/// <param name="Origin">Where from.</param>
public sealed record HistoryRow(HistoryEvent Event, DateTime? RecordedAt, string Actor, RunOrigin Origin)
{
    /// <summary>How long it took, in milliseconds; null where that was not noted.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The role of the database; null where the engine has none.</summary>
    public string? Role { get; init; }

    /// <summary>The version of the tool.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The system whose migration it is; null where it has no name.</summary>
    public string? System { get; init; }

    /// <summary>Whether it is from the ledger, which has no more of it: a script recorded it, or a release that kept no
    /// history.</summary>
    public bool IsOfLedger { get; init; }
}
