using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Names under which a run can be asked for some of the migrations only. Case counts.</summary>
/// <param name="All">Tags of which all that a run asks for have to be there.</param>
/// <param name="Any">Tags of which one that a run asks for is enough.</param>
public sealed record MigrationTags(ValueList<string> All, ValueList<string> Any)
{
    /// <summary>No tags.</summary>
    public static MigrationTags None { get; } = new([], []);

    /// <summary>Whether there are none.</summary>
    public bool AreEmpty => All.Count == 0 && Any.Count == 0;
}

/// <summary>Which migrations of a catalogue a run is about. By default those without tags.</summary>
public sealed record MigrationSelection
{
    /// <summary>The tags asked for.</summary>
    public ValueList<string> Tags { get; init; } = [];

    /// <summary>Whether migrations without tags count where tags are asked for.</summary>
    public bool IncludesUntagged { get; init; } = true;

    /// <summary>Whether maintenance without tags counts where tags are asked for.</summary>
    public bool IncludesUntaggedMaintenance { get; init; } = true;

    /// <summary>The profile asked for; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether a migration with these tags counts. A migration that requires all of its tags counts where
    /// everything asked for is among them, which is how FluentMigrator's runner has it, not its manual.</summary>
    /// <param name="tags">The migration's tags.</param>
    /// <param name="untagged">Whether one without tags counts where tags are asked for.</param>
    public bool Includes(MigrationTags tags, bool untagged) =>
        (Tags.Count, tags.AreEmpty) switch
        {
            (0, var areEmpty) => areEmpty,
            (_, true) => untagged,
            _ => (tags.All.Count > 0 && Tags.All(tag => tags.All.Contains(tag)))
                || Tags.Any(tag => tags.Any.Contains(tag)),
        };
}
