using Provisioning.Backup.Format;

namespace Provisioning.Backup.Jobs;

/// <summary>How far a part is backed up, or brought back.</summary>
/// <param name="What">Which part, and what is done with it: <c>backup database</c>.</param>
/// <param name="Bytes">How many of its bytes.</param>
/// <param name="Total">How many there are, about.</param>
public sealed record BackupProgress(string What, long Bytes, long Total);

/// <summary>Forwards bytes, and reports how many they were.</summary>
internal sealed class ProgressStream(Stream to, string what, long total, IProgress<BackupProgress> progress)
    : WriteOnlyStream
{
    private long _bytes;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await to.WriteAsync(buffer, cancellationToken);
        _bytes += buffer.Length;
        progress.Report(new(what, Math.Min(_bytes, total), total));
    }
}
