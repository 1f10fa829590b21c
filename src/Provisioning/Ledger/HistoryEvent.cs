namespace Provisioning.Ledger;

/// <summary>Something that happened to a version. Rows of the history are added and never changed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name.</param>
/// <param name="What">What happened: <c>up</c>, <c>down</c>, <c>adopt</c>, or what a repair did:
/// <c>accept-edited</c>, <c>mark-applied</c>, <c>mark-pending</c>, <c>clean-up</c>.</param>
public sealed record HistoryEvent(long Version, string Name, string What)
{
    /// <summary>It is done.</summary>
    public const string Done = "done";

    /// <summary>It failed, and was rolled back or stopped half way.</summary>
    public const string Failed = "failed";

    /// <summary>A run began and did not end: it was killed, lost its connection, or was stopped by a signal.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>A run began and works on the database now.</summary>
    public const string Running = "running";

    // Of a run, under its last migration.
    internal const string BeginUp = "begin-up";
    internal const string BeginDown = "begin-down";
    internal const string EndUp = "end-up";
    internal const string EndDown = "end-down";

    /// <summary>How it ended.</summary>
    public string Outcome { get; init; } = Done;

    /// <summary>Whether it failed, and was rolled back or stopped half way.</summary>
    public bool IsFailed => Outcome == Failed;

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
