using System.Globalization;
using Provisioning.Adoption;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>What another tool, whose table is kept in step, knows the migrations here by: what their descriptions say
/// in brackets (<c>orders (Alembic 1975ea83b712)</c>), else their versions where these are the tool's
/// numbers.</summary>
internal sealed class InStepKeys
{
    private readonly InStepLedger _kept;
    private readonly MigrationCatalog _catalog;
    private readonly Dictionary<long, string> _described;
    private readonly Dictionary<string, long> _versions;

    public InStepKeys(InStepLedger kept, MigrationCatalog catalog)
    {
        (_kept, _catalog) = (kept, catalog);
        _described = catalog
            .Migrations.Select(migration => (migration.Version, Key: Described(migration, kept.Tool)))
            .Where(one => one.Key is not null)
            .ToDictionary(one => one.Version, one => one.Key!);
        _versions = _described
            .DistinctBy(one => one.Value, StringComparer.Ordinal)
            .ToDictionary(one => one.Value, one => one.Key, StringComparer.Ordinal);
    }

    /// <summary>What a description says that a tool calls the migration; null for nothing.</summary>
    public static string? Described(MigrationSource migration, string tool)
    {
        var text = migration.Description ?? "";
        var from = text.IndexOf($"({tool} ", StringComparison.OrdinalIgnoreCase);
        var to = from < 0 ? -1 : text.IndexOf(')', from);
        return to < 0 ? null : text[(from + tool.Length + 2)..to].Trim();
    }

    /// <summary>What the tool is to know a migration by; null where that is not known.</summary>
    public string? Of(MigrationSource migration, KeptMigration kept, ToolRows rows) =>
        _kept.Keys.GetValueOrDefault(migration.Version)
        ?? _described.GetValueOrDefault(migration.Version)
        ?? (_kept.IsNumbered ? rows.Named(kept) : null);

    /// <summary>What the tool's table and ours say of each other.</summary>
    public InStepLedger Compare(PreviousHistory history, LedgerState ledger)
    {
        var recorded = ledger.Applied.Select(entry => entry.Version).ToHashSet();
        var problems = history
            .Problems.Select(problem => $"{Name} cannot be kept in step as it is. {problem.Text}")
            .ToList();
        var found = history.IsPosition
            ? Position(history.Newest, recorded, problems)
            : Set(history, recorded, problems);
        return found with { Problems = [.. problems] };
    }

    private string Name => $"{_kept.Tool} ({_kept.Table})";

    private InStepLedger Set(PreviousHistory history, HashSet<long> recorded, List<string> problems)
    {
        var (keys, added) = (new Dictionary<long, string>(), new SortedSet<long>());
        foreach (var entry in history.Applied)
        {
            if (VersionOf(entry, recorded) is { } version)
            {
                keys[version] = entry.Key;
                if (!recorded.Contains(version))
                {
                    added.Add(version);
                }
            }
            else if (!_kept.Before.Contains(entry.Key) && !IsReplaced(entry, recorded))
            {
                Strange(entry, added, problems);
            }
        }

        return _kept with
        {
            Keys = keys,
            Added = [.. added],
            Lacking = [.. Lacking(recorded).Where(version => !keys.ContainsKey(version))],
        };
    }

    private InStepLedger Position(PreviousEntry? at, HashSet<long> recorded, List<string> problems)
    {
        var (keys, added) = (new Dictionary<long, string>(), new SortedSet<long>());
        var version = at is null ? null : VersionOf(at, recorded);
        if (version is { } here)
        {
            keys[here] = at!.Key;
            added.UnionWith(
                _catalog.Selected.Select(one => one.Version).Where(one => one <= here && !recorded.Contains(one))
            );
        }
        else if (at is not null && !_kept.Before.Contains(at.Key))
        {
            Strange(at, added, problems);
        }

        return _kept with
        {
            Keys = keys,
            Added = [.. added],
            Lacking = [.. Lacking(recorded).Where(one => version is null || one > version)],
        };
    }

    // A build that is older than the database does not know what it lacks.
    private IEnumerable<long> Lacking(HashSet<long> recorded) =>
        recorded.Where(version => !_kept.Without.Contains(version) && _catalog.Find(version) is not null).Order();

    private long? VersionOf(PreviousEntry entry, HashSet<long> recorded) =>
        _versions.TryGetValue(entry.Key, out var version) ? version
        : _kept.IsNumbered
        && entry.Number is { } number
        && !_described.ContainsKey(number)
        && (_catalog.Find(number) is not null || recorded.Contains(number))
            ? number
        : null;

    private bool IsReplaced(PreviousEntry entry, HashSet<long> recorded) =>
        entry.Number is { } number
        && _catalog.VersionTable.Replacements.All.Any(one =>
            recorded.Contains(one.Version) && one.Replaced.Any(replaced => replaced.Version == number)
        );

    private void Strange(PreviousEntry entry, SortedSet<long> added, List<string> problems)
    {
        if (_kept.IsNumbered && entry.Number is { } number)
        {
            added.Add(number);
            return;
        }

        problems.Add(
            $"{Name} has applied {entry.Key} since, which is no migration here. Use the build that has it; a migration "
                + $"is known to be it where its description ends with ({_kept.Tool} {entry.Key})"
        );
    }

    /// <summary>Versions for people.</summary>
    public static string Text(IEnumerable<long> versions) =>
        string.Join(", ", versions.Select(version => version.ToString(CultureInfo.InvariantCulture)));
}
