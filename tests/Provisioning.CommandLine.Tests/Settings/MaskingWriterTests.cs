using Provisioning.CommandLine.Settings;
using Xunit;

namespace Provisioning.CommandLine.Tests.Settings;

public sealed class MaskingWriterTests : IDisposable
{
    private const string Secret = "Masked-by-a-writer-1";

    private readonly StringWriter _written = new() { NewLine = "\n" };

    public MaskingWriterTests() => Secrets.Add(Secret);

    [Fact]
    public void Text_is_masked_however_it_is_written()
    {
        using var writer = new MaskingWriter(_written);

        writer.Write(Secret);
        writer.Write(Secret.ToCharArray(), 0, Secret.Length);
        writer.Write(Secret.AsSpan());
        writer.Write("{0}", Secret);
        writer.WriteLine(Secret);

        AssertMasked(5);
    }

    [Fact]
    public async Task Text_is_masked_however_it_is_written_asynchronously()
    {
        await using var writer = new MaskingWriter(_written);

        await writer.WriteAsync(Secret);
        await writer.WriteAsync(Secret.AsMemory(), TestContext.Current.CancellationToken);
        await writer.WriteLineAsync(Secret);
        await writer.WriteLineAsync(Secret.AsMemory(), TestContext.Current.CancellationToken);

        AssertMasked(4);
    }

    [Fact]
    public void Other_text_is_written_as_it_is()
    {
        using var writer = new MaskingWriter(_written);

        writer.Write('a');
        writer.Write((string?)null);
        writer.WriteLine("b");

        Assert.Equal("ab\n", _written.ToString());
        Assert.Equal(_written.Encoding, writer.Encoding);
    }

    public void Dispose() => _written.Dispose();

    private void AssertMasked(int times)
    {
        Assert.Equal(times, _written.ToString().Split(Secrets.Mask).Length - 1);
        Assert.DoesNotContain(Secret, _written.ToString(), StringComparison.Ordinal);
    }
}
