using Provisioning.Schema;

namespace Provisioning.Adoption;

/// <summary>What another tool has recorded of the migrations that it applied to a database.</summary>
/// <param name="Tool">The tool, for people: <c>Flyway</c>.</param>
/// <param name="Table">Its table; of <c>user_version</c> no table's name but its own.</param>
/// <param name="Entries">What it has recorded, the oldest first.</param>
public sealed record PreviousHistory(string Tool, ObjectName Table, IReadOnlyList<PreviousEntry> Entries)
{
    /// <summary>Whether it names only where the database is now, and what was applied before follows from
    /// that.</summary>
    public bool IsPosition { get; init; }

    /// <summary>What it names as the newest where several branches are applied, or one; empty where the tool has no
    /// branches.</summary>
    public ValueList<string> Heads { get; init; } = [];

    /// <summary>Why the database cannot be taken over as it is.</summary>
    public ValueList<PreviousProblem> Problems { get; init; } = [];

    /// <summary>What a person should know, a sentence each without its full stop.</summary>
    public ValueList<string> Warnings { get; init; } = [];

    /// <summary>What is applied, the oldest first.</summary>
    public IEnumerable<PreviousEntry> Applied =>
        Entries.Where(entry => entry.State is PreviousState.Applied or PreviousState.Baseline);

    /// <summary>The newest that is applied; null for none.</summary>
    public PreviousEntry? Newest => Applied.LastOrDefault();

    /// <summary>When something was last recorded, UTC; null where the tool notes no times.</summary>
    public DateTime? At => Entries.Max(entry => entry.At);
}

/// <summary>What a tool has recorded of one migration.</summary>
/// <param name="Key">What the tool knows it by.</param>
/// <param name="State">Its state.</param>
public sealed record PreviousEntry(string Key, PreviousState State)
{
    /// <summary>Its number; null where it has none that fits into 64 bits.</summary>
    public long? Number { get; init; }

    /// <summary>What it is called, beside its key; null for nothing.</summary>
    public string? Name { get; init; }

    /// <summary>When it was recorded, UTC, or in the local time of who ran it where the tool keeps that; null where it
    /// was not noted.</summary>
    public DateTime? At { get; init; }

    /// <summary>Who ran it; null where that was not noted.</summary>
    public string? By { get; init; }
}

/// <summary>The state of a migration of another tool.</summary>
public enum PreviousState
{
    /// <summary>Applied.</summary>
    Applied,

    /// <summary>Everything up to it counts as applied, and nothing was run.</summary>
    Baseline,

    /// <summary>Applied, and run again whenever it changes: no version.</summary>
    Repeatable,

    /// <summary>Recorded as done, and not run.</summary>
    Skipped,

    /// <summary>Rolled back.</summary>
    RolledBack,

    /// <summary>Failed, or stopped half way.</summary>
    Failed,
}

/// <summary>Why a database cannot be taken over as another tool has left it.</summary>
/// <param name="What">What is wrong, as a sentence without its full stop.</param>
/// <param name="Cure">How that tool mends it, as the end of a sentence.</param>
public sealed record PreviousProblem(string What, string Cure)
{
    /// <summary>Whether it only leaves open which version the database is at, so that naming one answers it.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>Both, as a sentence without its full stop.</summary>
    public string Text => $"{What}: {Cure}";
}
