using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <summary>Puts together what the parts of a statement do, by the rows of the table that they are.</summary>
/// <param name="known">What there is.</param>
internal sealed class FactCollector(KnownRelations known)
{
    private readonly Dictionary<ObjectName, TableLock> _locks = [];
    private readonly HashSet<ObjectName> _rewrites = [];
    private readonly HashSet<ObjectName> _scans = [];
    private bool _isUnsure;

    /// <summary>The rows that were used.</summary>
    public HashSet<string> Kinds { get; } = new(StringComparer.Ordinal);

    /// <summary>The facts.</summary>
    public StatementFacts Facts =>
        new()
        {
            Basis = _isUnsure ? FactBasis.Unknown : FactBasis.Table,
            Locks = [.. _locks.Values.OrderBy(taken => taken.Table.ToString(), StringComparer.Ordinal)],
            Rewrites = Sorted(_rewrites),
            Scans = Sorted(_scans),
        };

    /// <summary>Adds a row of the table for relations in their roles.</summary>
    public void Add(string kind, params ReadOnlySpan<(string Role, IEnumerable<ObjectName> Names)> roles)
    {
        Kinds.Add(kind);
        var rule = LockTable.Rules[kind];
        foreach (var (role, names) in roles)
        {
            foreach (var name in names)
            {
                foreach (var (_, mode) in rule.Locks.Where(taken => taken.Role == role))
                {
                    Lock(name, mode, known.View(name) is null ? KindOf(role) : RelationKind.View);
                }

                // A partitioned table has no rows of its own.
                var hasRows = !known.IsPartitioned(name);
                _ = hasRows && rule.Rewrites.Contains(role, StringComparer.Ordinal) && _rewrites.Add(name);
                _ = hasRows && rule.Scans.Contains(role, StringComparer.Ordinal) && _scans.Add(name);
            }
        }
    }

    /// <summary>Adds a lock that the statement itself names.</summary>
    public void Lock(ObjectName name, LockMode mode, RelationKind kind = RelationKind.Table)
    {
        if (!_locks.TryGetValue(name, out var held) || held.Mode < mode)
        {
            _locks[name] = new(name, mode) { Kind = kind };
        }
    }

    /// <summary>Says that the statement may do more than is known.</summary>
    public void Doubt() => _isUnsure = true;

    private static RelationKind KindOf(string role) =>
        role switch
        {
            "index" or "part" => RelationKind.Index,
            "sequence" => RelationKind.Sequence,
            "view" => RelationKind.View,
            "type" => RelationKind.Type,
            _ => RelationKind.Table,
        };

    private static ValueList<ObjectName> Sorted(IEnumerable<ObjectName> names) =>
        [.. names.OrderBy(name => name.ToString(), StringComparer.Ordinal)];
}
