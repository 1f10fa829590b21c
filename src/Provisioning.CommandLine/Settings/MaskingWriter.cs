using System.Text;

namespace Provisioning.CommandLine.Settings;

/// <summary>Writes text to another writer, with the secrets of this run masked.</summary>
/// <param name="inner">The writer that receives the masked text.</param>
internal sealed class MaskingWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc />
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc />
    public override void Write(char value) => inner.Write(value);

    /// <inheritdoc />
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc />
    public override void Write(string? value) => inner.Write(value is null ? null : Secrets.MaskIn(value));

    /// <inheritdoc />
    public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : Secrets.MaskIn(value));

    /// <inheritdoc />
    public override Task WriteAsync(string? value) => inner.WriteAsync(value is null ? null : Secrets.MaskIn(value));

    /// <inheritdoc />
    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(Secrets.MaskIn(buffer.ToString()).AsMemory(), cancellationToken);

    /// <inheritdoc />
    public override Task WriteLineAsync(string? value) =>
        inner.WriteLineAsync(value is null ? null : Secrets.MaskIn(value));

    /// <inheritdoc />
    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteLineAsync(Secrets.MaskIn(buffer.ToString()).AsMemory(), cancellationToken);

    /// <inheritdoc />
    public override void Flush() => inner.Flush();
}
