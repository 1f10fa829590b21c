using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Compares the ledger with the catalogue.</summary>
public static class MigrationStatus
{
    /// <summary>Every version that either knows, lowest first.</summary>
    public static IReadOnlyList<VersionStatus> Of(MigrationCatalog catalog, LedgerState ledger)
    {
        var entries = ledger.Entries.ToDictionary(entry => entry.Version);
        var known = catalog
            .Migrations.Select(migration => Of(migration, entries.GetValueOrDefault(migration.Version)))
            .Select(version =>
                version.State is VersionState.Pending && !catalog.IsSelected(catalog.Find(version.Version)!)
                    ? version with
                    {
                        State = VersionState.Excluded,
                    }
                    : version
            );
        var unknown = ledger
            .Entries.Where(entry => catalog.Find(entry.Version) is null && (entry.IsApplied || entry.IsInterrupted))
            .Select(entry =>
                Of(
                    entry,
                    entry.Name ?? entry.Description ?? "",
                    entry.IsInterrupted ? VersionState.Interrupted : VersionState.Unknown
                )
            );
        return [.. known.Concat(unknown).OrderBy(version => version.Version)];
    }

    /// <summary>The same, with those applied migrations marked as edited whose statements are no longer the ones that
    /// were run.</summary>
    /// <remarks>A migration that asked what exists, whose statements depend on it, or that another tool applied, cannot
    /// be compared, and keeps its state.</remarks>
    public static IReadOnlyList<VersionStatus> WithEdits(
        IReadOnlyList<VersionStatus> versions,
        MigrationCatalog catalog,
        Dialect dialect
    )
    {
        var applied = versions
            .Where(version => version.State is VersionState.Applied)
            .Select(version => catalog.Find(version.Version)!);
        var checksums = MigrationModel
            .Describe(applied, dialect, DatabaseModel.Empty)
            .Where(step => !step.Asked && !step.Operations.Any(dialect.DependsOnModel))
            .ToDictionary(
                step => step.Step.Migration.Version,
                step => LedgerWriter.Checksum(step.Render(dialect).Statements)
            );
        return
        [
            .. versions.Select(version =>
                version is { State: VersionState.Applied, Checksum: { } was }
                && checksums.TryGetValue(version.Version, out var now)
                && now != was
                    ? version with
                    {
                        State = VersionState.Edited,
                    }
                    : version
            ),
        ];
    }

    private static VersionStatus Of(MigrationSource migration, LedgerEntry? entry) =>
        entry is null or { IsApplied: false, IsInterrupted: false }
            ? new(migration.Version, migration.Name, VersionState.Pending)
            : Of(entry, migration.Name, entry.IsInterrupted ? VersionState.Interrupted : VersionState.Applied);

    private static VersionStatus Of(LedgerEntry entry, string name, VersionState state) =>
        new(entry.Version, name, state)
        {
            AppliedOn = entry.AppliedOn,
            DurationMs = entry.DurationMs,
            Checksum = entry.Checksum,
            Error = entry.Error,
        };
}

/// <summary>The state of one version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name, or what the ledger calls it.</param>
/// <param name="State">Its state.</param>
public sealed record VersionStatus(long Version, string Name, VersionState State)
{
    /// <summary>When it was applied, UTC.</summary>
    public DateTime? AppliedOn { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The checksum of what was run.</summary>
    public string? Checksum { get; init; }

    /// <summary>Why it stopped.</summary>
    public string? Error { get; init; }
}

/// <summary>The states of a version.</summary>
public enum VersionState
{
    /// <summary>Applied.</summary>
    Applied,

    /// <summary>Not applied yet.</summary>
    Pending,

    /// <summary>Begun outside a transaction, upwards or downwards, and not ended; the next run in that direction
    /// continues it.</summary>
    Interrupted,

    /// <summary>Applied, and its migration says something else now.</summary>
    Edited,

    /// <summary>Applied, but no migration has it.</summary>
    Unknown,

    /// <summary>Not applied, and left out by its tags.</summary>
    Excluded,
}
