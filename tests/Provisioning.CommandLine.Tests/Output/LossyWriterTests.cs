using Provisioning.CommandLine.Output;
using Xunit;

namespace Provisioning.CommandLine.Tests.Output;

public sealed class LossyWriterTests
{
    [Fact]
    public void What_a_closed_terminal_does_not_take_is_lost_and_nothing_fails()
    {
        using var closed = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
        using var inner = new StreamWriter(closed) { AutoFlush = true };
        using var writer = new LossyWriter(inner);

        writer.WriteLine("up    1  M1");
        writer.Write('x');
        writer.Flush();

        Assert.Equal(inner.Encoding, writer.Encoding);
    }

    [Fact]
    public void What_is_taken_is_passed_on()
    {
        using var inner = new StringWriter();
        using var writer = new LossyWriter(inner);

        writer.Write("up ");
        writer.Write(['1', '2'], 0, 1);
        writer.WriteLine(" M1");

        Assert.Equal($"up 1 M1{Environment.NewLine}", inner.ToString());
    }
}
