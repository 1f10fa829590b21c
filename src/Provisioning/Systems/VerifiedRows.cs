using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>Compares the rows of a database before a migration, with it, and after it was rolled back and applied
/// again.</summary>
/// <param name="before">Before it.</param>
/// <param name="with">With it.</param>
/// <param name="isNamed">Whether the migration names a table.</param>
internal sealed class VerifiedRows(VerifiedMoment before, VerifiedMoment with, Func<ObjectName, bool> isNamed)
{
    private readonly List<string> _lost = [];

    /// <summary>What was lost on the way down because the way up drops it.</summary>
    public IReadOnlyList<string> Lost => _lost;

    /// <summary>What the way up does to tables that it does not name.</summary>
    public IEnumerable<string> AfterUp() =>
        before
            .Tables.Where(table => !isNamed(table.Key) && with.Tables.ContainsKey(table.Key))
            .Where(table => !table.Value.IsSame(with.Tables[table.Key], table.Value.Shared(with.Tables[table.Key])))
            .Select(table => $"The way up changes rows of {table.Key}, which it does not name.");

    /// <summary>What the way down does not bring back.</summary>
    public IReadOnlyList<string> AfterDown(VerifiedMoment after) =>
        [.. before.Tables.Keys.Where(after.Tables.ContainsKey).SelectMany(table => Down(table, after.Tables[table]))];

    /// <summary>What the second way up makes otherwise than the first.</summary>
    public IReadOnlyList<string> AfterAgain(VerifiedMoment again) =>
        [.. with.Tables.Keys.Where(again.Tables.ContainsKey).SelectMany(table => Again(table, again.Tables[table]))];

    private IEnumerable<string> Down(ObjectName name, VerifiedTable after)
    {
        var was = before.Tables[name];
        if (!with.Tables.TryGetValue(name, out var between) && after.Count == 0 && was.Count > 0)
        {
            _lost.Add($"{name} with its rows");
            yield break;
        }

        if (was.Count != after.Count)
        {
            yield return Counts(name, was, "before it", after, "after going down");
            yield break;
        }

        var changed = Changed(name, was, after, was.Shared(after));
        var dropped = changed.Where(column => between?.Columns.ContainsKey(column) is false).ToList();
        _lost.AddRange(dropped.Select(column => $"{name}.{column} with its values"));
        foreach (var column in changed.Except(dropped, StringComparer.Ordinal))
        {
            yield return $"{name}.{column} has other values after going down than before it.";
        }

        if (changed.Count == 0 && !was.IsSame(after, Compared(name, was.Shared(after))))
        {
            yield return $"The values of {name} belong to other rows after going down than before it.";
        }
    }

    // What the first way up left alone is left alone by the second; what it made may be another value, as the time is.
    private IEnumerable<string> Again(ObjectName name, VerifiedTable again)
    {
        var first = with.Tables[name];
        if (first.Count != again.Count)
        {
            yield return Counts(name, first, "after it", again, "after going down and up again");
            yield break;
        }

        if (!before.Tables.TryGetValue(name, out var was) || was.Count != first.Count)
        {
            yield break;
        }

        var kept = was.Shared(first).Where(column => was.IsSame(first, [column])).ToList();
        foreach (
            var column in Changed(name, first, again, kept)
                .Where(column => !_lost.Contains($"{name}.{column} with its values", StringComparer.Ordinal))
        )
        {
            yield return $"{name}.{column} has other values after going down and up again.";
        }
    }

    private static string Counts(ObjectName name, VerifiedTable one, string when, VerifiedTable other, string later) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name} had {one.Count:N0} rows {when}, and {other.Count:N0} {later}."
        );

    private List<string> Changed(
        ObjectName name,
        VerifiedTable one,
        VerifiedTable other,
        IReadOnlyList<string> columns
    ) => [.. Compared(name, columns).Where(column => !one.IsSame(other, [column]))];

    // A trigger sets such a column whenever the row changes, on the way back as well.
    private IReadOnlyList<string> Compared(ObjectName name, IReadOnlyList<string> columns) =>
        !isNamed(name)
            ? columns
            :
            [
                .. columns.Where(column =>
                    before.Model.Find(name)?.Triggers.Any(trigger => trigger.Touches == column) is not true
                ),
            ];
}
