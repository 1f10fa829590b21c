using Provisioning.Seeding.Filling;
using Xunit;

namespace Provisioning.Tests.Seeding.Filling;

/// <summary>Orders that are computed rather than kept.</summary>
public sealed class KeyedPermutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(1_000)]
    [InlineData(65_537)]
    public void Every_number_below_the_count_comes_once(int count)
    {
        var order = new KeyedPermutation(0xABCDEF, count);

        var numbers = Enumerable.Range(0, count).Select(place => order.At(place)).Order();

        Assert.Equal(Enumerable.Range(0, count).Select(number => (long)number), numbers);
    }

    [Fact]
    public void Of_a_space_that_no_memory_holds_places_have_different_numbers()
    {
        const long count = (1L << 60) - 7;
        var order = new KeyedPermutation(42, count);

        var numbers = Enumerable.Range(0, 10_000).Select(place => order.At(count - 1 - place)).ToHashSet();

        Assert.Equal(10_000, numbers.Count);
        Assert.All(numbers, number => Assert.InRange(number, 0, count - 1));
    }

    [Fact]
    public void Another_key_is_another_order()
    {
        var (one, other) = (new KeyedPermutation(1, 1000), new KeyedPermutation(2, 1000));

        Assert.True(Enumerable.Range(0, 1000).Count(place => one.At(place) == other.At(place)) < 20);
    }
}
