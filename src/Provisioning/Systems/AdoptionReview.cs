using Provisioning.Adoption;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>What a user says of a database that is to be taken over.</summary>
public sealed record AdoptionOptions
{
    /// <summary>The version that it is at; null for the one that its structure fits.</summary>
    public long? At { get; init; }

    /// <summary>The tool whose history counts, or its table, where there are several; null where that is left
    /// open.</summary>
    public string? From { get; init; }

    /// <summary>Whether the tool's table is kept in step with ours from then on.</summary>
    public bool KeepInStep { get; init; }

    /// <summary>Whether the structure may differ from that of <see cref="At"/>.</summary>
    public bool AllowDifference { get; init; }
}

/// <summary>What taking a database over would do.</summary>
/// <param name="Histories">What other tools have recorded in it.</param>
public sealed record AdoptionReview(IReadOnlyList<PreviousHistory> Histories)
{
    /// <summary>Tables that are called as a tool's is, with columns of no tool known here.</summary>
    public ValueList<ObjectName> UnknownTables { get; init; } = [];

    /// <summary>The version of a database that is ours already; null where it is not.</summary>
    public long? Ours { get; init; }

    /// <summary>Whether there is nothing in it to take over.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>The versions whose structure it has.</summary>
    public IReadOnlyList<VersionFit> Fits { get; init; } = [];

    /// <summary>The version that it is taken over at, or that comes nearest; null where none was compared.</summary>
    public VersionFit? Version { get; init; }

    /// <summary>Why it is not taken over, a sentence each without its full stop; none where it can be.</summary>
    public ValueList<string> Refusals { get; init; } = [];

    /// <summary>What a person should know, a sentence each without its full stop.</summary>
    public ValueList<string> Warnings { get; init; } = [];

    /// <summary>The migrations to record as applied, lowest version first. None of them runs.</summary>
    public IReadOnlyList<MigrationSource> ToRecord { get; init; } = [];

    /// <summary>The table that is kept in step from now on; null for none.</summary>
    public InStepLedger? InStep { get; init; }

    /// <summary>The migrations that get a row there, lowest version first: they are applied, and it lacks
    /// them.</summary>
    public IReadOnlyList<MigrationSource> ToWrite { get; init; } = [];

    /// <summary>Whether it can be taken over, or its tool's table be kept in step from now on.</summary>
    public bool IsReady => Refusals.Count == 0 && (ToRecord.Count > 0 || InStep is not null);

    /// <summary>What the database records.</summary>
    internal LedgerState Ledger { get; init; } = LedgerState.Empty;

    /// <summary>The checksum of each migration.</summary>
    internal IReadOnlyDictionary<long, string> Checksums { get; init; } = new Dictionary<long, string>();

    /// <summary>The live structure that was compared.</summary>
    internal LiveStructure? Live { get; init; }
}
