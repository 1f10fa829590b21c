using Provisioning.Security.Files;

namespace Provisioning.Backup.Stores.Directories;

/// <summary>A file under a temporary name in the folder where it will be seen.</summary>
internal sealed class DirectoryUpload(DirectoryStore store, FileStream file, string temporary, string path)
    : StoreUpload
{
    private bool _isComplete;

    /// <inheritdoc />
    public override async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        try
        {
            await file.WriteAsync(bytes, token);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw store.Failed(DurableFile.Failed($"Cannot write {path}", error));
        }
    }

    /// <inheritdoc />
    public override async Task CompleteAsync(CancellationToken token)
    {
        await Task.Run(() => store.Guard(Publish), token);
        _isComplete = true;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        if (!_isComplete)
        {
            _isComplete = true;
            try
            {
                DurableFile.Delete(temporary);
            }
            catch (FileFailedException)
            {
                // It has a name that is not seen, and goes with the garbage. What went wrong before is what counts.
            }
        }
    }

    private bool Publish()
    {
        DurableFile.Flush(file.SafeFileHandle, path);
        file.Dispose();
        DurableFile.Move(temporary, path);
        return true;
    }
}
