using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>A migration in place of several earlier ones, as <c>provision squash</c> writes it. A new database runs it
/// alone; one that has the earlier ones takes it as applied.</summary>
/// <param name="Version">Its version, that of the last one that it replaces.</param>
/// <param name="Name">Its name.</param>
/// <param name="Replaced">What it replaces.</param>
public sealed record Replacement(long Version, string Name, ValueList<ReplacedVersion> Replaced)
{
    /// <summary>Whether the database has versions that it replaces, all of them or some.</summary>
    public bool IsOver(LedgerState ledger)
    {
        var others = Replaced.Select(replaced => replaced.Version).Where(version => version != Version).ToHashSet();
        return ledger.Entries.Any(entry => IsThere(entry) && others.Contains(entry.Version));
    }

    /// <summary>The versions that it replaces and the database does not have, or has begun only.</summary>
    public IEnumerable<ReplacedVersion> Missing(LedgerState ledger)
    {
        var finished = ledger.Applied.Where(entry => !entry.IsInterrupted).Select(entry => entry.Version).ToHashSet();
        return Replaced.Where(replaced => !replaced.IsOptional && !finished.Contains(replaced.Version));
    }

    /// <summary>The versions that it replaces and that the database has run with other statements.</summary>
    public IEnumerable<ReplacedVersion> Different(LedgerState ledger)
    {
        var known = Replaced.ToDictionary(replaced => replaced.Version);
        return ledger
            .Applied.Where(entry => known.GetValueOrDefault(entry.Version)?.Is(entry.Checksum) is false)
            .Select(entry => known[entry.Version]);
    }

    /// <summary>The ledger with this migration in place of those that it replaces; the same where the database has not
    /// all of them, or ran other statements.</summary>
    internal LedgerState Over(LedgerState ledger)
    {
        if (!IsOver(ledger) || Missing(ledger).Any() || Different(ledger).Any())
        {
            return ledger;
        }

        var replaced = Replaced.Select(each => each.Version).ToHashSet();
        return ledger.With(
            ledger
                .Entries.Where(entry => entry.Version == Version || !replaced.Contains(entry.Version))
                .Select(entry => entry.Version == Version ? entry with { Name = Name, Checksum = null } : entry)
        );
    }

    private static bool IsThere(LedgerEntry entry) => entry.IsApplied || entry.IsInterrupted;
}

/// <summary>A version that another migration replaces.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The name of its migration.</param>
/// <param name="Checksums">What the ledger may have recorded of it, as <see cref="MigrationChecksum"/> has it: one for
/// each engine on which it describes something else. Empty where it describes something else each time.</param>
public sealed record ReplacedVersion(long Version, string Name, ValueList<string> Checksums)
{
    /// <summary>Whether a database may lack it: an earlier replacement replaced it already.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether a recorded checksum is of this version; null where that cannot be said.</summary>
    internal bool? Is(string? recorded) =>
        recorded is null || Checksums.Count == 0 || MigrationChecksum.IsOfSql(recorded)
            ? null
            : Checksums.Contains(recorded);

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"{Version} {Name}");
}
