using System.Text;
using Provisioning.CommandLine.Output;
using Xunit;

namespace Provisioning.CommandLine.Tests.Output;

public sealed class LossyWriterTests
{
    [Fact]
    public void What_a_closed_terminal_does_not_take_is_lost_and_nothing_fails()
    {
        using var closed = new Closed();
        using var writer = new LossyWriter(closed);

        writer.WriteLine("up    1  M1");
        writer.Write('x');
        writer.Flush();

        Assert.Equal(3, closed.Tries);
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

    // EIO of a terminal that was closed, and EBADF of standard error that was.
    private sealed class Closed : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public int Tries { get; private set; }

        public override void Write(char value) => Fail(new IOException());

        public override void WriteLine(string? value) => Fail(new UnauthorizedAccessException());

        public override void Flush() => Fail(new IOException());

        private void Fail(Exception error)
        {
            Tries++;
            throw error;
        }
    }
}
