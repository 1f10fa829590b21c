using Provisioning.Planning;
using Provisioning.Seeding.Filling;

namespace Provisioning.Systems;

/// <summary>What was seen when each migration was applied, rolled back and applied again.</summary>
/// <param name="Migrations">The migrations, in order.</param>
/// <param name="Unfilled">The tables that had no rows, after which version, and why.</param>
public sealed record VerificationReport(
    IReadOnlyList<VerifiedMigration> Migrations,
    IReadOnlyList<(long Version, FilledTable Table)> Unfilled
)
{
    /// <summary>How many of the migrations have findings.</summary>
    public int Failed => Migrations.Count(migration => migration.Findings.Count > 0);
}

/// <summary>What was seen of a migration.</summary>
/// <param name="Migration">The migration.</param>
public sealed record VerifiedMigration(MigrationSource Migration)
{
    /// <summary>How long applying it, rolling it back and applying it again took, as far as it came.</summary>
    public IReadOnlyList<TimeSpan> Durations { get; init; } = [];

    /// <summary>How many rows the tables had before it.</summary>
    public long Rows { get; init; }

    /// <summary>Why its author says that it cannot be rolled back; null where it can.</summary>
    public string? Irreversible { get; init; }

    /// <summary>Whether it does not run on such a database.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<VerificationFinding> Findings { get; init; } = [];

    /// <summary>What a rollback does not bring back because the migration drops it.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];
}

/// <summary>Something that is wrong with a migration.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What it is, as a sentence.</param>
public sealed record VerificationFinding(VerificationFindingKind Kind, string Text);

/// <summary>What a finding of a verification is about.</summary>
public enum VerificationFindingKind
{
    /// <summary>It does not run.</summary>
    Failure,

    /// <summary>It leaves another structure.</summary>
    Structure,

    /// <summary>It leaves other rows.</summary>
    Rows,

    /// <summary>It cannot be rolled back, and was to be.</summary>
    Irreversible,
}
