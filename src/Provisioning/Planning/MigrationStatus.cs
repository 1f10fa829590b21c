using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
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
                version.State is not VersionState.Pending ? version
                : catalog.IsSelected(catalog.Find(version.Version)!)
                    ? version with
                    {
                        IsOutOfOrder = version.Version < ledger.Current,
                    }
                : version with { State = VersionState.Excluded }
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

    /// <summary>The same, with those applied migrations marked as edited that describe something else than what was
    /// run, or nothing any more.</summary>
    /// <remarks>A migration that asks what exists, that describes something else each time, or that another tool
    /// applied, cannot be compared, and keeps its state.</remarks>
    /// <param name="versions">What is known of the versions.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="connectionString">The connection string that migrations may ask for; empty for none.</param>
    public static IReadOnlyList<VersionStatus> WithEdits(
        IReadOnlyList<VersionStatus> versions,
        MigrationCatalog catalog,
        Dialect dialect,
        string connectionString = ""
    )
    {
        var before = new ModelOnDemand(dialect, connectionString);
        return [.. versions.Select(Compared)];

        VersionStatus Compared(VersionStatus version)
        {
            if (version.State is not VersionState.Applied)
            {
                return version;
            }

            var step = new PlannedStep(catalog.Find(version.Version)!, Direction.Up);
            var asked = new AskedSchema(() => before.Model, dialect.HasSchemas);
            var context = new MigrationContext(dialect.Aliases, asked, connectionString);
            try
            {
                var described = Described(step, step.Describe(context), asked, version.Checksum);
                before.Add(described);
                if (version.Checksum is { } known && !described.Asked && described.Is(known, dialect))
                {
                    return version with { IsConfirmed = true };
                }

                return
                    version.Checksum is not { } was
                    || described.Asked
                    || (MigrationChecksum.IsOfSql(was) && described.Operations.Any(dialect.DependsOnModel))
                    || IsDifferentEachTime(described, context)
                    ? version
                    : version with
                    {
                        State = VersionState.Edited,
                    };
            }
            catch (ProvisioningException error)
            {
                return version.Checksum is null || asked.WasAsked
                    ? version
                    : version with
                    {
                        State = VersionState.Edited,
                        Error = version.Error ?? error.Message,
                    };
            }
        }

        // Only the SQL that 0.1.0 made depends on what exists before.
        DescribedStep Described(
            PlannedStep step,
            IReadOnlyList<Operation> operations,
            AskedSchema asked,
            string? known
        ) =>
            new(
                step,
                operations,
                asked.WasAsked,
                known is not null && MigrationChecksum.IsOfSql(known) ? before.Model : DatabaseModel.Empty
            );
    }

    // As one does that writes a new identifier or the present moment.
    private static bool IsDifferentEachTime(DescribedStep described, MigrationContext context) =>
        MigrationChecksum.Of(described.Step.Describe(context)) != MigrationChecksum.Of(described.Operations);

    private static VersionStatus Of(MigrationSource migration, LedgerEntry? entry) =>
        entry is null or { IsApplied: false, IsInterrupted: false }
            ? new(migration.Version, migration.Name, VersionState.Pending)
            : Of(entry, migration.Name, entry.IsInterrupted ? VersionState.Interrupted : VersionState.Applied);

    private static VersionStatus Of(LedgerEntry entry, string name, VersionState state) =>
        new(entry.Version, name, state)
        {
            AppliedOn = entry.AppliedOn,
            DurationMs = entry.DurationMs,
            Actor = entry.Actor,
            Checksum = entry.Checksum,
            Error = entry.Error,
            IsOutOfOrder = entry.IsOutOfOrder,
            Notes = entry.Notes,
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

    /// <summary>Who ran it, for people; null where that was not recorded.</summary>
    public string? Actor { get; init; }

    /// <summary>The checksum of what was run.</summary>
    public string? Checksum { get; init; }

    /// <summary>Why it stopped; of an edited one, why it describes nothing any more.</summary>
    public string? Error { get; init; }

    /// <summary>What a person should know of it; null for nothing.</summary>
    public string? Notes { get; init; }

    /// <summary>Whether its migration was compared, and describes what was run.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether it was applied after a higher version, or would be.</summary>
    public bool IsOutOfOrder { get; init; }
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
