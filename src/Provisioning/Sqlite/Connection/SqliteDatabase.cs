using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Sqlite.Dialect;
using SQLitePCL;

namespace Provisioning.Sqlite.Connection;

/// <summary>A database in an SQLite file, or one in memory, which lasts as long as a connection to it is open. An
/// engine that speaks SQLite derives from it.</summary>
// Open for an engine that speaks SQLite under a name of its own.
#pragma warning disable MA0053
public class SqliteDatabase : Database
#pragma warning restore MA0053
{
    private readonly SqliteConnectionStringBuilder _settings;
    private readonly SqliteTypes _types;

    /// <summary>The database in the file. Nothing is opened yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="types">How columns are declared.</param>
    public SqliteDatabase(string path, SqliteTypes types = SqliteTypes.FluentMigrator)
        : this(new SqliteConnectionStringBuilder { DataSource = path }, types) { }

    /// <summary>The database that the settings name. Foreign keys are enforced unless they say otherwise. Nothing is
    /// opened yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="types">How columns are declared.</param>
    public SqliteDatabase(SqliteConnectionStringBuilder settings, SqliteTypes types = SqliteTypes.FluentMigrator)
    {
        _settings = new(settings.ConnectionString) { Pooling = false, ForeignKeys = settings.ForeignKeys ?? true };
        if (!IsInMemory)
        {
            _settings.Mode = SqliteOpenMode.ReadWrite;
        }

        _types = types;
        Dialect = new SqliteDialect(types);
    }

    /// <inheritdoc />
    public override Dialects.Dialect Dialect { get; }

    /// <inheritdoc />
    public override string Name => Path;

    /// <inheritdoc />
    public override string Location => Path;

    /// <inheritdoc />
    public override string ConnectionString => _settings.ConnectionString;

    private string Path => _settings.DataSource;

    /// <inheritdoc />
    public override bool IsCreatedOnFirstUse => true;

    /// <inheritdoc />
    public override Database? ReadOnly =>
        IsInMemory ? null : new SqliteDatabase(_settings, _types) { _settings = { Mode = SqliteOpenMode.ReadOnly } };

    /// <summary>Whether it is in memory, and no file.</summary>
    internal bool IsInMemory =>
        _settings.Mode is SqliteOpenMode.Memory
        || Path is "" or ":memory:"
        || Path.StartsWith("file:", StringComparison.Ordinal);

    /// <inheritdoc />
    // A first run that was rolled back leaves an empty file.
    public override Task<bool> ExistsAsync(CancellationToken token)
    {
        RequireFile();
        return Task.FromResult(IsInMemory || new FileInfo(Target) is { Exists: true, Length: > 0 });
    }

    /// <inheritdoc />
    public override async Task<bool> CreateAsync(CancellationToken token)
    {
        if (await ExistsAsync(token))
        {
            return false;
        }

        try
        {
            // Shared: another run may be opening the same file.
            await using var file = new FileStream(
                Target,
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete
            );
            return true;
        }
        catch (IOException) when (File.Exists(Target))
        {
            // Empty, and made by another.
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(Target) || Directory.Exists(Target) || error is DirectoryNotFoundException
                ? CannotOpen(error)
                : new ConnectionFailedException(
                    $"Cannot create {Path}: {error.Message} Check who may write to its folder.",
                    error
                );
        }
    }

    /// <inheritdoc />
    public override Task<bool> DropAsync(CancellationToken token)
    {
        RequireFile();
        // What a link names goes, and the link stays.
        var existed = File.Exists(Target);
        foreach (var file in Files(Target))
        {
            Delete(file);
        }

        return Task.FromResult(existed);
    }

    /// <inheritdoc />
    public override Task<bool> EmptyAsync(CancellationToken token)
    {
        RequireFile();
        if (!File.Exists(Target))
        {
            return Task.FromResult(false);
        }

        var empty = $"{Target}.{Guid.NewGuid():N}.new";
        try
        {
            File.Open(empty, FileMode.CreateNew).Dispose();
            if (!FileStatus.TryCopy(Target, empty))
            {
                throw new ConnectionFailedException(
                    $"{Path} was not emptied: it belongs to another user or group, which this user cannot give a new "
                        + "file. Run it as its owner, or as root.",
                    null
                );
            }

            File.Move(empty, Target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionFailedException(
                $"Cannot empty {Path}: {error.Message} Check who may write to its folder.",
                error
            );
        }
        finally
        {
            CleanUp.Quietly(() => File.Delete(empty));
        }

        // Beside an empty file SQLite takes them for nothing.
        foreach (var file in Files(Target).Skip(1))
        {
            Delete(file);
        }

        return Task.FromResult(true);
    }

    /// <inheritdoc />
    public override Database Scratch(string purpose) => SqliteScratchDatabase.New(purpose, _types);

    /// <inheritdoc />
    public override Database Beside(string name) =>
        new SqliteDatabase(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", name), _types);

    /// <inheritdoc />
    public override Task<IReadOnlyList<DatabaseEntry>> ListAsync(CancellationToken token)
    {
        var folder = new DirectoryInfo(RealPath.Of(Around));
        try
        {
            return Task.FromResult<IReadOnlyList<DatabaseEntry>>([
                .. folder
                    .EnumerateFiles()
                    .OrderBy(file => file.Name, StringComparer.Ordinal)
                    // Of a link the runtime tells the length of the link.
                    .Select(file => (file.Name, File: new FileInfo(RealPath.Of(file.FullName))))
                    .Where(found => IsDatabase(found.File))
                    .Select(found => new DatabaseEntry(found.Name, null, found.File.Length)),
            ]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionFailedException(
                $"Cannot list the databases in {folder.FullName}: {error.Message}",
                error
            );
        }
    }

    // Every file of a database begins with these words; an empty one and one that is not readable are none.
    private static bool IsDatabase(FileInfo file)
    {
        if (!file.Exists || file.Length < 100 || file.Attributes.HasFlag(FileAttributes.Device))
        {
            return false;
        }

        try
        {
            using var stream = new FileStream(
                file.FullName,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            Span<byte> start = stackalloc byte[16];
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
                && start.SequenceEqual("SQLite format 3\0"u8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override async Task<DatabaseSession> OpenAsync(CancellationToken token)
    {
        RequireFile();
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(token);
            // The first read tells whether it is a database at all, and whether its structure can be read.
            await using var probe = connection.CreateCommand();
            probe.CommandText = $"{Settings}SELECT count(*) FROM sqlite_master";
            await probe.ExecuteScalarAsync(token);
            return new SqliteSession(this, connection);
        }
        catch (SqliteException error)
        {
            await connection.DisposeAsync();
            throw Explain(error);
        }
    }

    /// <summary>The statements that a session begins with; each ends with a semicolon.</summary>
    private protected virtual string Settings => "";

    // SQLite takes a device or a pipe for an empty database.
    private void RequireFile()
    {
        if (!IsInMemory && Directory.Exists(Target))
        {
            throw CannotOpen(null);
        }

        if (!IsInMemory && File.Exists(Target) && !FileStatus.IsPlain(Target))
        {
            throw new ConnectionFailedException(
                $"{Path} is a device, a pipe or a socket, and no database. Name a file.",
                null
            );
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionFailedException(
                $"Cannot delete {file}: {error.Message} Check who may write to its folder.",
                error
            );
        }
    }

    /// <summary>The file itself, where the path leads over symbolic links.</summary>
    internal string Target => RealPath.Of(Path);

    private string Around => System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder ? folder : ".";

    /// <summary>The files that a database may consist of.</summary>
    internal static IReadOnlyList<string> Files(string path) => [path, $"{path}-journal", $"{path}-wal", $"{path}-shm"];

    /// <summary>The database in another file, with the same settings.</summary>
    internal SqliteDatabase At(string path) =>
        new(new SqliteConnectionStringBuilder(_settings.ConnectionString) { DataSource = path }, _types);

    /// <summary>The error that a user sees for one that keeps us from reading or writing the file at all.</summary>
    internal ConnectionFailedException Explain(SqliteException error) =>
        new(
            error.SqliteErrorCode switch
            {
                raw.SQLITE_NOTADB => $"{Path} is not an SQLite database. Name another file, or move this one away.",
                // A file whose format is none that SQLite has ever written.
                raw.SQLITE_CORRUPT or raw.SQLITE_ERROR =>
                    $"{Path} is damaged ({Reason(error)}). Stop what uses it, keep a "
                        + "copy, and restore the newest good backup.",
                raw.SQLITE_CANTOPEN => CannotOpen(error).Message,
                raw.SQLITE_READONLY => $"{Path} cannot be written. Check who may write the file and its folder.",
                raw.SQLITE_BUSY => $"{Path} is locked by another program. Wait for it to finish.",
                _ => $"Cannot open {Path}: {error.Message}.",
            },
            error
        )
        {
            IsTransient = error.SqliteErrorCode == raw.SQLITE_BUSY,
            IsDamaged = error.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_ERROR,
        };

    // The driver wraps what SQLite says: "SQLite Error 1: 'no such table: x'."
    internal static string Reason(SqliteException error)
    {
        var from = error.Message.IndexOf('\'', StringComparison.Ordinal);
        var to = error.Message.LastIndexOf('\'');
        return from >= 0 && to > from ? error.Message[(from + 1)..to] : error.Message;
    }

    private ConnectionFailedException CannotOpen(Exception? error) =>
        new(
            Directory.Exists(Target) ? $"{Path} is a folder. Name a file."
                : !Directory.Exists(System.IO.Path.GetDirectoryName(Target))
                    ? $"Cannot open {Path}: its folder does not exist. Create the folder first."
                : !File.Exists(Target) ? $"There is no database {Path}. `provision init` creates it."
                : $"Cannot open {Path}. Check who may read and write the file and its folder.",
            error
        );
}
