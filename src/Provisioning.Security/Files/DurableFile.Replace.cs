namespace Provisioning.Security.Files;

public static partial class DurableFile
{
    /// <summary>Writes a file that only its owner can read, in place of the one that has its name, if there is one:
    /// readers see either the old content or the new.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What it holds from now on, in UTF-8.</param>
    /// <exception cref="FileFailedException">It could not be written. The old one is unchanged, unless the disk failed
    /// after the new one had its name.</exception>
    public static void Replace(string path, string text)
    {
        var temporary = WriteBeside(path, text);
        try
        {
            MoveOver(temporary, path);
        }
        catch (FileFailedException)
        {
            Delete(temporary);
            throw;
        }
    }

    /// <summary>Gives a file the name of another in the same folder, whose place it takes in one step. What the file
    /// holds must be on disk already.</summary>
    /// <exception cref="FileFailedException">It could not be renamed, or the disk failed after it was.</exception>
    public static void MoveOver(string from, string to)
    {
        // In one folder this is one step, and an existing name is taken over in it.
        Guard($"Cannot rename {from} to {to}", () => File.Move(from, to, overwrite: true));
        FlushFolder(Parent(to));
    }

    /// <summary>Writes a new file that only its owner can read.</summary>
    /// <param name="path">The file. Nothing is ever overwritten.</param>
    /// <param name="text">What it holds, in UTF-8.</param>
    /// <exception cref="FileFailedException">It is there already, or could not be written. Nothing has the name that
    /// had not before.</exception>
    public static void WriteNew(string path, string text)
    {
        var temporary = WriteBeside(path, text);
        try
        {
            Move(temporary, path);
        }
        catch (FileFailedException)
        {
            Delete(temporary);
            throw;
        }
    }

    private static string WriteBeside(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        using var file = Create(temporary);
        try
        {
            Guard($"Cannot write {temporary}", () => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));
            Flush(file.SafeFileHandle, temporary);
        }
        catch (FileFailedException)
        {
            Delete(temporary);
            throw;
        }

        return temporary;
    }
}
