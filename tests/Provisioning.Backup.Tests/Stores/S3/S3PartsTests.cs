using Provisioning.Backup.Stores.S3;
using Xunit;

namespace Provisioning.Backup.Tests.Stores.S3;

public sealed class S3PartsTests
{
    private const long Gibibyte = 1L << 30;

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 16)]
    [InlineData(10 * Gibibyte, 16)]
    [InlineData(160 * Gibibyte, 33)]
    [InlineData(1024 * Gibibyte, 210)]
    [InlineData(long.MaxValue, 1024)]
    public void Parts_are_as_long_as_ten_thousand_of_them_need(long expected, int mebibytes) =>
        Assert.Equal(mebibytes << 20, S3Parts.Size(16 << 20, expected));

    [Theory]
    [InlineData(5 << 20)]
    [InlineData(16 << 20)]
    [InlineData(64 << 20)]
    public void Twice_any_length_that_S3_keeps_fits_and_no_part_is_shorter_than_configured(int configured)
    {
        for (var expected = 1L; expected <= 5 * 1024 * Gibibyte; expected *= 2)
        {
            var size = S3Parts.Size(configured, expected);

            Assert.InRange(size, configured, 5 * Gibibyte);
            Assert.True((long)size * S3Parts.Most >= Math.Min(2 * expected, 5 * 1024 * Gibibyte));
        }
    }

    [Fact]
    public void An_object_of_unknown_length_may_become_a_terabyte()
    {
        const int first = 16 << 20;
        var sizes = Enumerable.Range(1, S3Parts.Most).Select(number => S3Parts.Grown(first, number)).ToList();

        Assert.All(sizes.Take(5000), size => Assert.Equal(first, size));
        Assert.True(sizes.Sum(size => (long)size) > 1024 * Gibibyte);
        Assert.True(sizes.Max() <= Gibibyte);
    }
}
