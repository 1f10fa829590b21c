using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Xunit;

namespace Provisioning.Backup.Tests.Jobs;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2028, 3, 1, 1, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Days_weeks_and_months_keep_the_newest_of_each_and_tags_keep_all()
    {
        var sets = Enumerable
            .Range(0, 90)
            .Select(day => Set(day + 1, Now.AddDays(day - 89), day == 3 ? ["release/1.0"] : []))
            .ToList();

        var plan = new PrunePolicy
        {
            Daily = 7,
            Weekly = 4,
            Monthly = 3,
            Tags = ["release/*"],
        }.Plan(sets, Now);

        // The last of January, and the Sundays before the last seven days.
        Assert.Equal(
            [4, 60, 73, 80, 84, 85, 86, 87, 88, 89, 90],
            plan.Where(decision => decision.IsKept).Select(decision => (int)decision.Manifest.Sequence)
        );
        Assert.Contains("tag release/1.0", plan[3].Reasons);
        Assert.Contains("newest", plan[^1].Reasons);
    }

    [Fact]
    public void The_newest_set_of_each_system_stays_whatever_the_policy()
    {
        var sets = new[]
        {
            Set(1, Now.AddYears(-3), []),
            Set(2, Now.AddYears(-2), [], "other"),
            Set(3, Now.AddYears(-1), [], "other"),
        };

        var plan = new PrunePolicy { Within = TimeSpan.FromDays(1) }.Plan(sets, Now);

        Assert.Equal([true, false, true], plan.Select(decision => decision.IsKept));
    }

    // Histories with gaps, several sets a day, leap days and clocks that go back, against words that say the same in
    // another way.
    [Fact]
    public void Any_policy_on_any_history_keeps_what_a_second_reading_of_the_rules_keeps()
    {
        var random = new Random(20280229);
        for (var round = 0; round < 10_000; round++)
        {
            var at = Now.AddDays(-random.Next(1, 1500));
            var sets = new List<BackupManifest>();
            for (var number = 1; number <= random.Next(1, 25); number++)
            {
                at +=
                    random.Next(8) == 0
                        ? TimeSpan.FromHours(-random.Next(1, 60))
                        : TimeSpan.FromMinutes(random.Next(1, random.Next(2) == 0 ? 600 : 60_000));
                sets.Add(
                    Set(
                        number,
                        at,
                        random.Next(6) == 0 ? ["release"]
                            : random.Next(6) == 0 ? ["weekly"]
                            : [],
                        random.Next(5) == 0 ? "other" : "system"
                    )
                );
            }

            var policy = new PrunePolicy
            {
                Last = random.Next(4),
                Daily = random.Next(9),
                Weekly = random.Next(6),
                Monthly = random.Next(6),
                Within = TimeSpan.FromDays(random.Next(3) == 0 ? random.Next(40) : 0),
                Tags = random.Next(2) == 0 ? ["release"] : [],
            };

            var kept = policy
                .Plan(sets, Now)
                .Where(decision => decision.IsKept)
                .Select(decision => decision.Manifest.Sequence);

            Assert.Equal(Oracle(sets, policy), kept.Order());
        }
    }

    private static IEnumerable<long> Oracle(IReadOnlyList<BackupManifest> sets, PrunePolicy policy) =>
        sets.Where(set =>
            {
                var newer = sets.Where(other => other.System == set.System && other.Sequence > set.Sequence).ToList();
                return newer.Count < Math.Max(1, policy.Last)
                    || Keeps(set, newer, policy.Daily, moment => $"{moment.UtcDateTime:yyyy-MM-dd}")
                    || Keeps(set, newer, policy.Weekly, moment =>
                        $"{System.Globalization.ISOWeek.GetYear(moment.UtcDateTime)} "
                        + $"{System.Globalization.ISOWeek.GetWeekOfYear(moment.UtcDateTime)}"
                    )
                    || Keeps(set, newer, policy.Monthly, moment => $"{moment.UtcDateTime:yyyy-MM}")
                    || (policy.Within > TimeSpan.Zero && Now - set.Started <= policy.Within)
                    || set.Tags.Intersect(policy.Tags).Any();
            })
            .Select(set => set.Sequence)
            .Order();

    // It is the newest of its period, and there are fewer than so many periods with newer sets.
    private static bool Keeps(
        BackupManifest set,
        IReadOnlyList<BackupManifest> newer,
        int most,
        Func<DateTimeOffset, string> period
    )
    {
        var periods = newer.Select(other => period(other.Started)).ToHashSet();
        return !periods.Contains(period(set.Started)) && periods.Count < most;
    }

    private static BackupManifest Set(
        long number,
        DateTimeOffset started,
        IReadOnlyList<string> tags,
        string system = "system"
    ) =>
        new(
            1,
            "repository",
            $"{number}",
            number,
            null,
            system,
            "sqlite",
            "3",
            "0.1.0",
            4,
            started,
            started,
            tags,
            null,
            IsWithoutSecrets: false,
            null,
            null,
            0,
            0,
            "OK",
            []
        );
}
