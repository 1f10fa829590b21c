using System.Text;

namespace Provisioning.CommandLine.Output;

/// <summary>Standard error: what cannot be written, because it or its terminal was closed, is lost. The work that it is
/// about goes on, or ends as it would have.</summary>
/// <param name="inner">The writer that receives the text.</param>
internal sealed class LossyWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc />
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc />
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc />
    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc />
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc />
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    /// <inheritdoc />
    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // There is no other place to say it.
        }
    }
}
