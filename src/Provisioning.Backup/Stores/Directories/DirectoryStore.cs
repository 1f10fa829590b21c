using System.Runtime.CompilerServices;
using Provisioning.Security.Files;

namespace Provisioning.Backup.Stores.Directories;

/// <summary>Keeps backups as files in a folder that only its owner can enter. What it has confirmed survives a loss of
/// power.</summary>
public sealed class DirectoryStore : BackupStore
{
    private const string Unfinished = ".unfinished-";

    private readonly string _root;

    /// <summary>The store in a folder, which is created when the first object is.</summary>
    /// <param name="path">The folder's path.</param>
    public DirectoryStore(string path) => _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <inheritdoc />
    public override string Location => _root;

    /// <inheritdoc />
    public override async Task<StoreUpload> CreateAsync(string name, string? tag, CancellationToken token)
    {
        var path = PathOf(name);
        return await Task.Run(() => Guard(() => Begin(name, path)), token);
    }

    /// <inheritdoc />
    public override Task<Stream> OpenAsync(string name, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var path = PathOf(name);
        RefuseSpecial(path);
        return Task.FromResult<Stream>(
            Guard(() =>
                DurableFile.Guard($"Cannot open {path}", () =>
                    new FileStream(
                        path,
                        FileMode.Open,
                        FileAccess.Read,
                        FileShare.Read,
                        1 << 16,
                        FileOptions.Asynchronous | FileOptions.SequentialScan
                    )
                )
            )
        );
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        StoreNames.CheckPrefix(prefix, Location);
        var files = await Task.Run(() => Guard(() => Files(prefix, token)), token);
        foreach (
            var file in files
                .Where(file => StoreNames.IsValid(file.Name))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
        )
        {
            token.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    /// <inheritdoc />
    public override async Task DeleteAsync(string name, CancellationToken token)
    {
        var path = PathOf(name);
        await Task.Run(
            () =>
                Guard(() =>
                {
                    DurableFile.Delete(path);
                    for (
                        var folder = Path.GetDirectoryName(path);
                        folder is not null && folder.Length > _root.Length && DurableFile.DeleteEmptyFolder(folder);

                    )
                    {
                        folder = Path.GetDirectoryName(folder);
                    }

                    return true;
                }),
            token
        );
    }

    /// <inheritdoc />
    public override async Task<int> CollectGarbageAsync(DateTimeOffset olderThan, CancellationToken token) =>
        await Task.Run(
            () =>
                Guard(() =>
                {
                    var abandoned = Files("", token)
                        .Where(file =>
                            Path.GetFileName(file.Name).StartsWith(Unfinished, StringComparison.Ordinal)
                            && file.Written < olderThan
                        )
                        .ToList();
                    foreach (var file in abandoned)
                    {
                        DurableFile.Delete(Path.Combine(_root, file.Name));
                    }

                    return abandoned.Count;
                }),
            token
        );

    /// <inheritdoc />
    public override Task<long?> FreeBytesAsync(CancellationToken token)
    {
        var there = _root;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        return Task.FromResult<long?>(
            Guard(() =>
                DurableFile.Guard($"Cannot ask for the room in {there}", () => new DriveInfo(there).AvailableFreeSpace)
            )
        );
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs what works on files; its failure is reported as the store's.</summary>
    internal T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (FileFailedException error)
        {
            throw Failed(error);
        }
    }

    /// <summary>The store's failure that lies in a file's.</summary>
    internal BackupStoreException Failed(FileFailedException error)
    {
        var (problem, next) = error.Problem switch
        {
            FileProblem.Exists => (StoreProblem.Exists, "An object is never overwritten; choose another name."),
            FileProblem.Missing => (StoreProblem.Missing, "Check that the disk is mounted and the path is right."),
            FileProblem.Full => (StoreProblem.Full, "Make room, or choose another folder."),
            FileProblem.Refused => (StoreProblem.Refused, "Give this user the right to write there."),
            _ => (StoreProblem.Other, "Check the disk."),
        };
        return new($"The store {Location} failed. {error.Message} {next}", error) { Problem = problem };
    }

    // A folder that another run found empty may go between being made and being used.
    private DirectoryUpload Begin(string name, string path, int attempt = 1)
    {
        var folder = Path.GetDirectoryName(path)!;
        DurableFile.CreateFolder(folder);
        if (File.Exists(path))
        {
            throw new BackupStoreException(
                $"The store {Location} has {name} already. An object is never overwritten; choose another name."
            )
            {
                Problem = StoreProblem.Exists,
            };
        }

        var temporary = Path.Combine(folder, $"{Unfinished}{Guid.NewGuid():N}");
        try
        {
            return new(this, DurableFile.Create(temporary), temporary, path);
        }
        catch (FileFailedException error) when (error.Problem is FileProblem.Missing && attempt < 3)
        {
            return Begin(name, path, attempt + 1);
        }
    }

    private string PathOf(string name)
    {
        var path = _root;
        foreach (var part in StoreNames.Check(name, Location).Split('/'))
        {
            path = Path.Combine(path, part);
            RefuseLink(new FileInfo(path));
        }

        return path;
    }

    private void RefuseLink(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
        {
            throw new BackupStoreException(
                $"The store {Location} holds {entry.FullName}, a symbolic link, which may lead anywhere. Remove it, "
                    + $"and try again."
            )
            {
                Problem = StoreProblem.Refused,
            };
        }
    }

    private void RefuseSpecial(string path)
    {
        if (File.Exists(path) && !PrivateFile.IsPlain(path))
        {
            throw new BackupStoreException(
                $"The store {Location} holds {path}, a pipe, a socket or a device, which is no object of a backup. "
                    + "Remove it, and try again."
            )
            {
                Problem = StoreProblem.Refused,
            };
        }
    }

    private List<StoredObject> Files(string prefix, CancellationToken token)
    {
        // Only the folder that the prefix names can hold what begins with it.
        var found = new List<StoredObject>();
        var below = new Stack<DirectoryInfo>();
        below.Push(
            new(
                Path.Combine(
                    _root,
                    prefix.Contains('/', StringComparison.Ordinal) ? prefix[..prefix.LastIndexOf('/')] : ""
                )
            )
        );
        while (below.TryPop(out var folder))
        {
            token.ThrowIfCancellationRequested();
            foreach (var entry in Entries(folder))
            {
                RefuseLink(entry);
                if (entry is DirectoryInfo inner)
                {
                    below.Push(inner);
                }
                else if (
                    Path.GetRelativePath(_root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/') is var name
                    && name.StartsWith(prefix, StringComparison.Ordinal)
                )
                {
                    RefuseSpecial(entry.FullName);
                    found.Add(new(name, ((FileInfo)entry).Length, new DateTimeOffset(entry.LastWriteTimeUtc)));
                }
            }
        }

        return found;
    }

    // A folder that is not there, or no longer, holds nothing.
    private static FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            return DurableFile.Guard($"Cannot list {folder.FullName}", folder.GetFileSystemInfos);
        }
        catch (FileFailedException error) when (error.Problem is FileProblem.Missing)
        {
            return [];
        }
    }
}
