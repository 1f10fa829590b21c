using Provisioning.Administration.Health;
using Xunit;

namespace Provisioning.Administration.Tests.Health;

public sealed class AmountTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(102_400, "100 kB")]
    [InlineData(1_572_864, "1.5 MB")]
    [InlineData(5L << 40, "5 TB")]
    public void A_kB_has_1024_bytes(long bytes, string text) => Assert.Equal(text, Amount.Bytes(bytes));
}
