using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using SQLitePCL;

namespace Provisioning.Sqlite;

/// <summary>A database in an SQLite file.</summary>
public sealed class SqliteDatabase(string path, SqliteTypes types = SqliteTypes.FluentMigrator) : Database
{
    /// <inheritdoc />
    public override Dialect Dialect { get; } = new SqliteDialect(types);

    /// <inheritdoc />
    public override string Name => path;

    /// <inheritdoc />
    public override string Location => path;

    /// <inheritdoc />
    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWrite,
        Pooling = false,
        ForeignKeys = true,
    }.ConnectionString;

    /// <inheritdoc />
    // An empty file is what is left where a first run was undone.
    public override Task<bool> ExistsAsync(CancellationToken token) => Task.FromResult(new FileInfo(path) is { Exists: true, Length: > 0 });

    /// <inheritdoc />
    public override async Task<bool> CreateAsync(CancellationToken token)
    {
        if (await ExistsAsync(token))
        {
            return false;
        }

        try
        {
            // Shared: another run may be creating the same file.
            await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotOpen(error);
        }
    }

    /// <inheritdoc />
    public override Task<bool> DropAsync(CancellationToken token)
    {
        var existed = File.Exists(path);
        foreach (var file in new[] { path, $"{path}-journal", $"{path}-wal", $"{path}-shm" })
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ConnectionFailedException($"Cannot delete {file}: {error.Message} Check who may write to its folder.", error);
            }
        }

        return Task.FromResult(existed);
    }

    /// <inheritdoc />
    public override async Task<DatabaseSession> OpenAsync(CancellationToken token)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(token);
            // The first read tells whether it is a database at all.
            await using var probe = connection.CreateCommand();
            probe.CommandText = "PRAGMA schema_version";
            await probe.ExecuteScalarAsync(token);
            return new SqliteSession(this, connection);
        }
        catch (SqliteException error)
        {
            await connection.DisposeAsync();
            throw Explain(error);
        }
    }

    /// <summary>The error that a user sees for one that keeps us from reading or writing the file at all.</summary>
    internal ConnectionFailedException Explain(SqliteException error) => new(
        error.SqliteErrorCode switch
        {
            raw.SQLITE_NOTADB => $"{path} is not an SQLite database. Name another file, or move this one away.",
            raw.SQLITE_CANTOPEN => CannotOpen(error).Message,
            raw.SQLITE_READONLY => $"{path} cannot be written. Check who may write the file and its folder.",
            raw.SQLITE_BUSY => $"{path} is locked by another program. Wait for it to finish.",
            _ => $"Cannot open {path}: {error.Message}.",
        },
        error);

    private ConnectionFailedException CannotOpen(Exception error) => new(
        Directory.Exists(path) ? $"{path} is a folder. Name a file."
        : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) ? $"Cannot open {path}: its folder does not exist. Create the folder first."
        : !File.Exists(path) ? $"There is no database {path}. `provision init` creates it."
        : $"Cannot open {path}. Check who may read and write the file and its folder.",
        error);
}
