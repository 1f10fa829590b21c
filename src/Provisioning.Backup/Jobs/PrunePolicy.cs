using System.Globalization;
using Provisioning.Backup.Repository;

namespace Provisioning.Backup.Jobs;

/// <summary>Which sets are kept. Days, weeks (from Monday) and months are those of UTC.</summary>
public sealed record PrunePolicy
{
    /// <summary>The newest so many.</summary>
    public int Last { get; init; }

    /// <summary>The newest of each of the last so many days that have any.</summary>
    public int Daily { get; init; }

    /// <summary>The newest of each of the last so many weeks that have any.</summary>
    public int Weekly { get; init; }

    /// <summary>The newest of each of the last so many months that have any.</summary>
    public int Monthly { get; init; }

    /// <summary>All that are not older.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>All with one of these tags; an asterisk at the end matches anything.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether it keeps anything at all.</summary>
    public bool KeepsAny =>
        Last > 0 || Daily > 0 || Weekly > 0 || Monthly > 0 || Within > TimeSpan.Zero || Tags.Count > 0;

    /// <summary>Decides for each set. The newest of each system is always kept. Newer is what has the higher number:
    /// clocks go back, numbers do not.</summary>
    /// <param name="sets">The sets whose manifests can be read.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<PruneDecision> Plan(IEnumerable<BackupManifest> sets, DateTimeOffset now) =>
        [
            .. sets.GroupBy(set => set.System, StringComparer.Ordinal)
                .SelectMany(system => PlanOne([.. system.OrderByDescending(set => set.Sequence)], now))
                .OrderBy(decision => decision.Manifest.Sequence),
        ];

    private IEnumerable<PruneDecision> PlanOne(IReadOnlyList<BackupManifest> newestFirst, DateTimeOffset now)
    {
        var (days, weeks, months) = (new Periods(Daily), new Periods(Weekly), new Periods(Monthly));
        foreach (var (index, set) in newestFirst.Index())
        {
            var day = DateOnly.FromDateTime(set.Started.UtcDateTime);
            string?[] reasons =
            [
                index == 0 ? "newest" : null,
                index < Last ? "last" : null,
                days.Keeps(day.DayNumber) ? "daily" : null,
                // Day number 0 is a Monday.
                weeks.Keeps(day.DayNumber / 7)
                    ? "weekly"
                    : null,
                months.Keeps((day.Year * 12) + day.Month) ? "monthly" : null,
                Within > TimeSpan.Zero && set.Started >= now - Within ? "recent" : null,
                set.Tags.FirstOrDefault(tag => Tags.Any(pattern => Matches(tag, pattern))) is { } tag
                    ? $"tag {tag}"
                    : null,
            ];
            yield return new(set, [.. reasons.OfType<string>()]);
        }
    }

    private static bool Matches(string tag, string pattern) =>
        pattern.EndsWith('*') ? tag.StartsWith(pattern[..^1], StringComparison.Ordinal) : tag == pattern;

    private sealed class Periods(int most)
    {
        private readonly HashSet<int> _seen = [];

        public bool Keeps(int period) => _seen.Count < most && _seen.Add(period);
    }
}

/// <summary>Whether a set is kept, and why.</summary>
/// <param name="Manifest">The set.</param>
/// <param name="Reasons">Why it is kept; with none, it is deleted.</param>
public sealed record PruneDecision(BackupManifest Manifest, IReadOnlyList<string> Reasons)
{
    /// <summary>Whether it is kept.</summary>
    public bool IsKept => Reasons.Count > 0;

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Manifest.Id} {(IsKept ? string.Join(", ", Reasons) : "deleted")}"
        );
}
