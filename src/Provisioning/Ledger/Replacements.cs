namespace Provisioning.Ledger;

/// <summary>The migrations of a catalogue that replace others. They are looked for only where a database has versions
/// that the catalogue has not.</summary>
/// <param name="isKnown">Whether the catalogue has a version.</param>
/// <param name="find">Finds them.</param>
public sealed class Replacements(Func<long, bool> isKnown, Func<IReadOnlyList<Replacement>> find)
{
    private readonly Lazy<IReadOnlyList<Replacement>> _all = new(find);

    /// <summary>None.</summary>
    public static Replacements None { get; } = new(_ => true, () => []);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Replacement> All => _all.Value;

    /// <summary>The versions that are recorded instead of this one in a database that has run them; none for most.
    /// </summary>
    internal IEnumerable<long> InsteadOf(long version) =>
        All.Where(replacement => replacement.Version == version)
            .SelectMany(replacement => replacement.Replaced)
            .Select(replaced => replaced.Version)
            .Where(replaced => replaced != version);

    /// <summary>The ledger as the catalogue sees it: with each migration in place of those that it replaces.</summary>
    internal LedgerState Over(LedgerState ledger) =>
        ledger.Entries.All(entry => isKnown(entry.Version))
            ? ledger
            : All.Aggregate(ledger, (now, replacement) => replacement.Over(now));
}
