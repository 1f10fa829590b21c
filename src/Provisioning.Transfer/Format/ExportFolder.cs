using System.Security.Cryptography;
using System.Text;
using Provisioning.Security.Files;

namespace Provisioning.Transfer.Format;

/// <summary>A new folder that fills with files only its owner can read. Disposed before it is kept, it deletes what it
/// wrote.</summary>
internal sealed class ExportFolder : IDisposable
{
    private const string Unfinished = ".partial";

    private readonly string _path;
    private readonly List<string> _written = [];
    private readonly bool _isCreated;
    private bool _isKept;

    /// <summary>Makes the folder, or takes one that is empty.</summary>
    /// <exception cref="ExportException">It has something in it.</exception>
    /// <exception cref="FileFailedException">It cannot be made.</exception>
    public ExportFolder(string path)
    {
        _path = path;
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new ExportException(
                $"{path} is not an empty folder, and an export overwrites nothing. Name a folder that does not exist, "
                    + $"or an empty one.{Leftover(path)}"
            );
        }

        _isCreated = !Directory.Exists(path);
        DurableFile.CreateFolder(path);
    }

    /// <summary>Writes a file, brings it to disk, and says what it is.</summary>
    public async Task<ExportedFile> WriteAsync(string name, Func<TextWriter, Task> write)
    {
        var path = Path.Combine(_path, name);
        var temporary = path + Unfinished;
        _written.Add(temporary);
        try
        {
            using var hash = SHA256.Create();
            long length;
            await using (var file = DurableFile.Create(temporary))
            {
                await using (var hashing = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
                {
                    await using var text = new StreamWriter(
                        hashing,
                        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
                        65_536,
                        leaveOpen: true
                    );
                    await write(text);
                }

                length = file.Length;
            }

            DurableFile.Publish(temporary, path);
            _written.Add(path);
            return new(name, length, Convert.ToHexStringLower(hash.Hash!));
        }
        catch (IOException error)
        {
            throw new ExportException(
                $"{path} cannot be written: {error.Message} What was written of the export was deleted again. Make "
                    + $"room, or name another folder.",
                error
            );
        }
    }

    // Another export may be writing there, which no one can tell from one that was killed.
    private static string Leftover(string path) =>
        Directory.Exists(path)
        && Directory.EnumerateFiles(path, $"*{Unfinished}").FirstOrDefault() is { } unfinished
        && !File.Exists(Path.Combine(path, ExportManifest.FileName))
            ? $" {unfinished} was left by an export that was killed, unless one is running: what is in the "
                + "folder is no "
                + $"whole export, and `rm -r '{path.Replace("'", "'\\''", StringComparison.Ordinal)}'` removes it."
            : "";

    /// <summary>Keeps what was written.</summary>
    public void Keep() => _isKept = true;

    /// <inheritdoc />
    public void Dispose()
    {
        if (_isKept)
        {
            return;
        }

        try
        {
            _written.ForEach(DurableFile.Delete);
        }
        catch (FileFailedException)
        {
            // Without its manifest what is left is no export, and the error that brought us here is the one to show.
            return;
        }

        if (_isCreated)
        {
            DurableFile.DeleteEmptyFolder(_path);
        }
    }
}
