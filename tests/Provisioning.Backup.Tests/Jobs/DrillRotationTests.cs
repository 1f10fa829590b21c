using Provisioning.Backup.Jobs;
using Xunit;

namespace Provisioning.Backup.Tests.Jobs;

public sealed class DrillRotationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    public void Each_set_has_its_turn_once_in_any_so_many_days(int days)
    {
        var ids = Enumerable.Range(0, 200).Select(number => $"20260116T020000Z-{number:x32}");
        var first = new DateOnly(2026, 12, 20);

        var turns = ids.Select(id =>
            Enumerable.Range(0, days).Count(offset => BackupDrill.IsDue(id, first.AddDays(offset), days))
        );

        Assert.All(turns, count => Assert.Equal(1, count));
    }

    [Fact]
    public void The_turns_are_spread_over_the_days()
    {
        var ids = Enumerable.Range(0, 700).Select(number => $"20260116T020000Z-{number:x32}").ToList();
        var first = new DateOnly(2026, 1, 1);

        var perDay = Enumerable
            .Range(0, 7)
            .Select(offset => ids.Count(id => BackupDrill.IsDue(id, first.AddDays(offset), 7)));

        Assert.All(perDay, count => Assert.InRange(count, 50, 150));
    }
}
