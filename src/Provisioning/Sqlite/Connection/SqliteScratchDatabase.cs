using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Sqlite.Connection;

/// <summary>A temporary database, in a folder of its own with a file that is locked while it lasts, so that others can
/// tell it from what a killed run left.</summary>
internal sealed class SqliteScratchDatabase : SqliteDatabase
{
    private const string FileName = "scratch.db";

    private readonly string _purpose;
    private readonly string _folder;
    private FileStream? _lock;

    private SqliteScratchDatabase(string purpose, string folder, SqliteTypes types)
        : base(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, FileName) }, types) =>
        (_purpose, _folder) = (purpose, folder);

    /// <summary>One that does not exist yet.</summary>
    public static SqliteScratchDatabase New(string purpose, SqliteTypes types) =>
        new(purpose, Path.Combine(Path.GetTempPath(), ScratchName.New(purpose)), types);

    // A power cut takes nothing that is needed, so that no commit waits for the disk.
    private protected override string Settings => "PRAGMA synchronous = OFF; ";

    /// <inheritdoc />
    public override async Task<bool> CreateAsync(CancellationToken token)
    {
        DeleteDead();
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(_folder);
            }
            else
            {
                Directory.CreateDirectory(
                    _folder,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
            }

            _lock = Lock(_folder, FileMode.CreateNew);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionFailedException(
                $"Cannot create the folder {_folder} for a temporary database: {error.Message} Set TMPDIR to a folder "
                    + "that may be written.",
                error
            );
        }

        return await base.CreateAsync(token);
    }

    /// <inheritdoc />
    public override Task<bool> DropAsync(CancellationToken token)
    {
        var existed = Directory.Exists(_folder);
        if (existed)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _lock?.Dispose();
        return Task.FromResult(existed);
    }

    private static FileStream Lock(string folder, FileMode mode) =>
        new(Path.Combine(folder, "lock"), mode, FileAccess.ReadWrite, FileShare.None);

    private void DeleteDead()
    {
        CleanUp.Quietly(() =>
        {
            foreach (
                var folder in Directory
                    .EnumerateDirectories(Path.GetTempPath(), $"{ScratchName.Start(_purpose)}*")
                    .Where(folder => ScratchName.IsOurs(Path.GetFileName(folder), _purpose))
                    // The file is made under the lock: without it another run may be about to take the lock.
                    .Where(folder => File.Exists(Path.Combine(folder, FileName)))
            )
            {
                // One that is in use, or another user's, cannot be locked.
                CleanUp.Quietly(() =>
                {
                    using var dead = Lock(folder, FileMode.OpenOrCreate);
                    Directory.Delete(folder, recursive: true);
                });
            }
        });
    }
}
