using Provisioning.Seeding;
using Provisioning.Seeding.Filling;
using Xunit;

namespace Provisioning.Tests.Seeding.Filling;

/// <summary>Choices of which some are made more often than others.</summary>
public sealed class SkewTests
{
    private const int Draws = 100_000;

    [Fact]
    public void By_Zipfs_law_the_first_comes_almost_twice_as_often_as_the_second()
    {
        var counts = Count(1000, (ref RowRandom random) => Skew.Zipf(ref random, 1000, Skew.Log2(1000)));

        Assert.InRange(counts[0] / (double)counts[1], 1.6, 1.8);
        Assert.InRange(counts[0] / (double)Draws, 0.09, 0.11);
        Assert.True(counts.Count(count => count > 0) > 900);
    }

    [Fact]
    public void Log_normal_numbers_are_mostly_small_and_sometimes_very_large()
    {
        var counts = Count(100_000, (ref RowRandom random) => Skew.LogNormal(ref random, 100_000));

        Assert.InRange(counts.Take(100).Sum(), Draws * 45 / 100, Draws * 55 / 100);
        Assert.InRange(counts.Skip(1000).Sum(), 100, Draws / 50);
    }

    // The very bits, which are the same on every machine.
    [Fact]
    public void A_seed_number_makes_the_same_choices_for_ever()
    {
        var source = new RandomSource(42, "skew");

        long[] zipf = [.. Enumerable.Range(0, 6).Select(row => Of(source, row, zipf: true))];
        long[] logNormal = [.. Enumerable.Range(0, 6).Select(row => Of(source, row, zipf: false))];

        Assert.Equal([1L, 360_345L, 35L, 20_630L, 59L, 880_100L], zipf);
        Assert.Equal([26L, 117L, 664L, 166L, 180L, 47L], logNormal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(3_000_000_000_000)]
    public void The_quick_way_makes_the_choices_of_the_exact_one(long count)
    {
        var (source, log) = (new RandomSource(7, "quick"), Skew.Log2(count));

        for (var row = 0; row < Draws; row++)
        {
            var (random, again) = (source.Row(row), source.Row(row));
            var exact = (long)Series((again.Next() >> 11) / 9007199254740992.0 * log) - 1;
            Assert.Equal(Math.Min(exact, count - 1), Skew.Zipf(ref random, count, log));
        }
    }

    // Two to the power of an exponent, as the first release of the generator computed it.
    private static double Series(double exponent)
    {
        var whole = (long)exponent;
        var (rest, sum, term) = ((exponent - whole) * 0.69314718055994530942, 1.0, 1.0);
        for (var i = 1; i <= 14; i++)
        {
            term = term * rest / i;
            sum += term;
        }

        return sum * Math.ScaleB(1, (int)whole);
    }

    private delegate long Draw(ref RowRandom random);

    private static long Of(RandomSource source, long row, bool zipf)
    {
        var random = source.Row(row);
        return zipf ? Skew.Zipf(ref random, 1_000_000, Skew.Log2(1_000_000)) : Skew.LogNormal(ref random, 1_000_000);
    }

    private static int[] Count(int count, Draw draw)
    {
        var (source, counts) = (new RandomSource(42, "skew"), new int[count]);
        for (var row = 0; row < Draws; row++)
        {
            var random = source.Row(row);
            counts[draw(ref random)]++;
        }

        return counts;
    }
}
