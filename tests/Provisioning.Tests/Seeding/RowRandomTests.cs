using Provisioning.Seeding;
using Xunit;

namespace Provisioning.Tests.Seeding;

public sealed class RowRandomTests
{
    [Fact]
    public void Numbers_of_a_row_are_the_same_on_every_machine()
    {
        var random = new RandomSource(42, "known").Row(7);

        ulong[] numbers = [random.Next(), random.Next(), random.Next()];

        Assert.Equal([10310873996641703420UL, 912434495905423579UL, 11196990422898123692UL], numbers);
    }

    [Fact]
    public void Helpers_give_the_same_values_on_every_machine()
    {
        var random = new RandomSource(42, "known").Row(8);
        var places = new int[3];

        random.Sample(10, places);
        object[] values =
        [
            random.Next(-5, 5),
            random.Double(4, 5, 1),
            random.Chance(50),
            random.Pick<string>(["a", "b", "c"]),
        ];

        Assert.Equal([3, 7, 8], places);
        Assert.Equal([-2L, 4.2, false, "c"], values);
    }

    [Fact]
    public void The_id_of_a_row_is_the_same_on_every_machine()
    {
        var source = new RandomSource(42, "known");

        var id = source.Id(7);

        Assert.Equal(new Guid("d2985f00-0000-8007-a3c5-e5515169057f"), id);
    }

    [Theory]
    [InlineData(43, "known", 7)]
    [InlineData(42, "other", 7)]
    [InlineData(42, "known", 8)]
    [InlineData(-42, "known", 7)]
    public void Another_seed_name_or_row_gives_other_numbers(long seed, string name, long row)
    {
        var known = new RandomSource(42, "known");
        var other = new RandomSource(seed, name);

        var numbers = (known.Row(7).Next(), other.Row(row).Next());
        var ids = (known.Id(7), other.Id(row));

        Assert.NotEqual(numbers.Item1, numbers.Item2);
        Assert.NotEqual(ids.Item1, ids.Item2);
    }

    [Fact]
    public void Numbers_reach_both_bounds_and_nothing_beyond_them()
    {
        var random = new RandomSource(1, "bounds").Row(0);

        var numbers = Enumerable.Range(0, 10_000).Select(_ => random.Next(-3, 3)).Distinct().Order();

        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], numbers);
    }

    [Fact]
    public void The_widest_range_is_no_trouble()
    {
        var random = new RandomSource(1, "bounds").Row(1);

        var numbers = Enumerable.Range(0, 1000).Select(_ => random.Next(long.MinValue + 1, long.MaxValue)).ToList();

        Assert.Equal(1000, numbers.Distinct().Count());
        Assert.Contains(numbers, number => number < 0);
    }

    [Fact]
    public void Doubles_have_the_digits_asked_for()
    {
        var random = new RandomSource(1, "doubles").Row(0);

        var numbers = Enumerable.Range(0, 1000).Select(_ => random.Double(4, 5, 1)).Distinct().Order();

        Assert.Equal([4.0, 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7, 4.8, 4.9, 5.0], numbers);
    }

    [Fact]
    public void A_sample_holds_each_place_once()
    {
        var random = new RandomSource(1, "samples").Row(0);
        var places = new int[5];

        for (var i = 0; i < 1000; i++)
        {
            random.Sample(6, places);

            Assert.Equal(5, places.Distinct().Count());
            Assert.All(places, place => Assert.InRange(place, 0, 5));
        }
    }

    [Fact]
    public void Ids_of_100_000_rows_are_distinct_and_sort_as_the_rows_do()
    {
        var source = new RandomSource(42, "ids");

        var ids = Enumerable.Range(0, 100_000).Select(row => source.Id(row).ToString()).ToList();

        Assert.Equal(100_000, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.True(id[14] == '8' && id[19] is '8' or '9' or 'a' or 'b', id));
    }
}
