using Microsoft.Data.Sqlite;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Security.Files;
using Provisioning.Sqlite.Connection;
using Provisioning.Transfer.Format;

namespace Provisioning.Backup.Sqlite;

/// <summary>How an SQLite file takes part in backups: a copy by the online backup API, which writers do not disturb,
/// kept as pages.</summary>
/// <param name="database">The file.</param>
/// <param name="time">Says when a file was put aside.</param>
/// <param name="folder">The private folder that it lies in and goes with; null for none.</param>
internal sealed class SqliteBackup(SqliteDatabase database, TimeProvider time, PrivateFolder? folder = null)
    : BackupEngine
{
    /// <summary>The one part: the database file.</summary>
    internal const string Part = "database";

    /// <inheritdoc />
    public override bool MakesIncrements => true;

    /// <inheritdoc />
    public override string Name => "sqlite";

    /// <inheritdoc />
    public override Database Database => database;

    /// <inheritdoc />
    public override Task<BackupSnapshot> SnapshotAsync(SnapshotRequest request, CancellationToken token) =>
        SqliteSnapshot.TakeAsync(database, request, token);

    /// <inheritdoc />
    public override async Task<string?> OccupantAsync(CancellationToken token)
    {
        if (!await database.ExistsAsync(token))
        {
            return null;
        }

        await using var session = await database.OpenAsync(token);
        var tables = await session.QueryAsync(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table'",
            row => row.GetInt64(0),
            token
        );
        return tables[0] == 0 ? null : $"{tables[0]} tables";
    }

    /// <inheritdoc />
    public override BackupEngine Beside()
    {
        var around = Path.GetDirectoryName(database.Target)!;
        return Directory.Exists(around)
            ? In(PrivateFolder.CreateIn(around))
            : throw new ProvisioningException($"There is no folder {around} to restore to. Create it first.");
    }

    /// <inheritdoc />
    public override BackupEngine Isolated() => In(PrivateFolder.Create());

    /// <inheritdoc />
    public override async Task DropAsync(CancellationToken token)
    {
        await database.DropAsync(token);
        await ReleaseAsync();
    }

    /// <inheritdoc />
    public override Task ReleaseAsync()
    {
        folder?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task RestoreAsync(BackupContents contents, BackupParts parts, CancellationToken token)
    {
        EnsureRoom(contents);
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = 1 << 16,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using var file = new FileStream(database.Name, options);
            await parts.CopyToAsync(Part, file, token);
            DurableFile.Flush(file.SafeFileHandle, database.Name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await CleanUp.QuietlyAsync(() => database.DropAsync(CancellationToken.None));
            throw new ProvisioningException(
                $"Cannot write {database.Name}: {error.Message} Nothing else was touched.",
                error
            );
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => database.DropAsync(CancellationToken.None));
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task RestoreMaskedAsync(
        BackupContents contents,
        BackupParts parts,
        RowMask mask,
        CancellationToken token
    )
    {
        EnsureRoom(contents);
        try
        {
            await new SqliteMaskedRestore(database, mask).RunAsync(parts, token);
            DurableFile.Flush(database.Name);
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => database.DropAsync(CancellationToken.None));
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>> CheckAsync(CancellationToken token)
    {
        try
        {
            await using var session = await database.OpenAsync(token);
            var damage = await session.QueryAsync("PRAGMA integrity_check(20)", row => row.GetString(0), token);
            return
            [
                .. damage.Where(line => line != "ok").Select(line => $"SQLite finds damage: {line}."),
                .. await OrphansAsync(session, token),
            ];
        }
        catch (ProvisioningException error)
        {
            return [$"SQLite cannot read it: {error.Message}"];
        }
    }

    /// <inheritdoc />
    public override async Task<Database?> ReplaceWithAsync(
        Database ready,
        ReplacedContent content,
        CancellationToken token
    )
    {
        using var others = new SqliteRunLock(database.Name);
        if (!others.TryTake())
        {
            throw new ProvisioningException(
                $"{database.Location} was not replaced: another run is at work on it. Restore again when it has ended."
            );
        }

        if (content is not ReplacedContent.Damaged)
        {
            await EnsureLeftAsync(content, token);
            await SqliteReplacement.RunAsync(database, ready.Name, token);
            return null;
        }

        var aside =
            $"{Path.GetFileNameWithoutExtension(database.Target)}_before_{time.GetUtcNow():yyyyMMdd_HHmmss}"
            + Path.GetExtension(database.Target);
        var kept = database.At(Path.Combine(Path.GetDirectoryName(database.Target)!, aside));
        SqliteReplacement.PutAside(database, ready.Name, kept.Name);
        return kept;
    }

    /// <inheritdoc />
    public override Task<long> TakeTableAsync(Database from, Schema.ObjectName table, CancellationToken token) =>
        new SqliteTableRestore(database, from.Name, table.Name).RunAsync(token);

    internal override bool IsDamage(ProvisioningException error) =>
        base.IsDamage(error)
        || error.InnerException is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT };

    /// <summary>The first rows that refer to none, a sentence each.</summary>
    internal static async Task<IReadOnlyList<string>> OrphansAsync(DatabaseSession session, CancellationToken token)
    {
        var orphans = await session.QueryAsync(
            "PRAGMA foreign_key_check",
            row => $"A row of {row.GetString(0)} refers to a row of {row.GetString(2)} that does not exist.",
            token
        );
        return [.. orphans.Take(20)];
    }

    private SqliteBackup In(PrivateFolder apart) =>
        new(database.At(Path.Combine(apart.Path, "restored.db")), time, apart);

    private void EnsureRoom(BackupContents contents)
    {
        var above = Path.GetDirectoryName(folder?.Path ?? database.Target)!;
        var (free, wanted) = (new DriveInfo(above).AvailableFreeSpace, contents.Bytes + (contents.Bytes / 10));
        if (free < wanted)
        {
            throw new ProvisioningException(
                $"The restored file takes {wanted:N0} bytes with what it needs to work, and {above} has {free:N0} "
                    + $"left. Make room there, or restore elsewhere with --into."
            );
        }
    }
}
