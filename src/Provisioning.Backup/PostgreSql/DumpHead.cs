using Provisioning.Backup.Format;

namespace Provisioning.Backup.PostgreSql;

/// <summary>The beginning of a dump, which has all of its structure: pg_restore closes its input when it has read what
/// it wants.</summary>
/// <param name="to">What pg_restore reads.</param>
/// <param name="enough">Cancelled when it is closed.</param>
internal sealed class DumpHead(Stream to, CancellationTokenSource enough) : WriteOnlyStream
{
    private bool _isClosed;

    /// <summary>Copies as much of the dump as is read. Whether that was enough, the program's exit code says.</summary>
    public static async Task CopyAsync(BackupParts parts, Stream to, CancellationToken token)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(token);
        await using var head = new DumpHead(to, enough);
        try
        {
            await parts.CopyToAsync(PostgreSqlBackup.Dump, head, enough.Token);
        }
        catch (OperationCanceledException) when (head._isClosed && !token.IsCancellationRequested)
        {
            // Reading on would decrypt and unpack rows for nothing.
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await to.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            _isClosed = true;
            await enough.CancelAsync();
            throw new OperationCanceledException(enough.Token);
        }
    }
}
