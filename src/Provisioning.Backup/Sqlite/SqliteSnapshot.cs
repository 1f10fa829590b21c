using Microsoft.Data.Sqlite;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Security.Files;
using Provisioning.Sqlite.Connection;
using SQLitePCL;

namespace Provisioning.Backup.Sqlite;

/// <summary>A copy of an SQLite file in a private folder, made by the online backup API while others go on
/// writing.</summary>
internal sealed class SqliteSnapshot : BackupSnapshot
{
    private const int PagesAtOnce = 8192;

    private readonly PrivateFolder _folder;
    private readonly string _file;
    private readonly CancellationTokenSource _looking;
    private readonly Task<BackupContents> _contents;

    private SqliteSnapshot(
        PrivateFolder folder,
        SqliteDatabase copy,
        SnapshotRequest request,
        IReadOnlyList<string> omitted,
        CancellationToken token
    )
    {
        (_folder, _file) = (folder, copy.Name);
        _looking = CancellationTokenSource.CreateLinkedTokenSource(token);
        _contents = Task.Run(() => ReadAsync(copy, request, omitted, _looking.Token), _looking.Token);
        Parts = [new(SqliteBackup.Part, CopyToAsync) { IsPaged = true, Bytes = new FileInfo(_file).Length }];
    }

    /// <inheritdoc />
    public override IReadOnlyList<BackupPart> Parts { get; }

    /// <summary>Takes it.</summary>
    public static async Task<BackupSnapshot> TakeAsync(
        SqliteDatabase database,
        SnapshotRequest request,
        CancellationToken token
    )
    {
        if (!await database.ExistsAsync(token))
        {
            throw new ConnectionFailedException(
                $"There is no database {database.Location} to back up. Name another with --url."
            );
        }

        var folder = PrivateFolder.Create();
        try
        {
            var copy = database.At(Path.Combine(folder.Path, "snapshot.db"));
            await CopyAsync(database, copy, token);
            var omitted = request.WithoutSecrets ? await SqliteSecrets.RemoveAsync(copy, request.Profile, token) : [];
            return new SqliteSnapshot(folder, copy, request, omitted, token);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public override Task<BackupContents> ContentsAsync() => _contents;

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await _looking.CancelAsync();
        await ((Task)_contents).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _looking.Dispose();
        _folder.Dispose();
    }

    private static async Task CopyAsync(SqliteDatabase from, SqliteDatabase to, CancellationToken token)
    {
        await using var session = await from.OpenAsync(token);
        var source = (SqliteConnection)session.Connection;
        try
        {
            // Held open, so that no writer can make the copying begin again, and none can keep it from beginning.
            await using var reading = source.BeginTransaction(deferred: true);
            await session.QueryAsync("SELECT count(*) FROM sqlite_master", row => row.GetInt64(0), token);
            await using var target = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = to.Name, Pooling = false }.ConnectionString
            );
            await target.OpenAsync(token);
            await using (var command = target.CreateCommand())
            {
                // The copy is of no use after a crash.
                command.CommandText = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF";
                await command.ExecuteNonQueryAsync(token);
            }

            Copy(source, target, token);
        }
        catch (SqliteException error)
        {
            throw error.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR
                ? new ProvisioningException(
                    $"There is no room in {Path.GetDirectoryName(to.Name)} for the copy of {from.Location} that a "
                        + $"backup is made from, {new FileInfo(from.Target).Length:N0} bytes. Make room, or name "
                        + $"another folder in TMPDIR.",
                    error
                )
                : from.Explain(error);
        }
    }

    // In steps, so that a signal ends it.
    private static void Copy(SqliteConnection source, SqliteConnection target, CancellationToken token)
    {
        var copying = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        if (copying.IsInvalid)
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(target.Handle), target.Handle);
        }

        var code = raw.SQLITE_OK;
        try
        {
            while (code is raw.SQLITE_OK)
            {
                token.ThrowIfCancellationRequested();
                code = raw.sqlite3_backup_step(copying, PagesAtOnce);
            }
        }
        finally
        {
            raw.sqlite3_backup_finish(copying);
        }

        if (code is not raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, target.Handle);
        }
    }

    private static async Task<BackupContents> ReadAsync(
        SqliteDatabase copy,
        SnapshotRequest request,
        IReadOnlyList<string> omitted,
        CancellationToken token
    )
    {
        await using var session = await copy.OpenAsync(token);
        var contents = await ContentsReader.ReadAsync(
            "sqlite",
            raw.sqlite3_libversion().utf8_to_string(),
            new FileInfo(copy.Name).Length,
            session,
            request,
            token
        );
        var sizes = await SizesAsync(session, copy.Name, token);
        return contents with
        {
            Tables = [.. contents.Tables.Select(table => table with { Bytes = sizes.GetValueOrDefault(table.Name) })],
            Omitted = [.. contents.Omitted, .. omitted],
            Damage = request.IsChecked
                ? await new SqliteBackup(copy, TimeProvider.System).CheckAsync(token)
                : await SqliteBackup.OrphansAsync(session, token),
            IsChecked = request.IsChecked,
        };
    }

    // A table with its indexes.
    private static async Task<Dictionary<string, long>> SizesAsync(
        DatabaseSession session,
        string file,
        CancellationToken token
    )
    {
        var roots = await session.QueryAsync(
            "SELECT tbl_name, rootpage FROM sqlite_master WHERE rootpage > 0",
            row => (Table: row.GetString(0), Root: row.GetInt64(1)),
            token
        );
        using var bytes = File.OpenHandle(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite,
            FileOptions.RandomAccess
        );
        var count = new SqlitePageCount(bytes);
        return roots
            .GroupBy(root => root.Table, StringComparer.Ordinal)
            .ToDictionary(
                table => table.Key,
                table => table.Sum(root => count.BytesFrom(root.Root)),
                StringComparer.Ordinal
            );
    }

    private async Task CopyToAsync(Stream to, CancellationToken token)
    {
        await using var from = new FileStream(
            _file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1 << 16,
            FileOptions.SequentialScan
        );
        await from.CopyToAsync(to, 1 << 20, token);
    }
}
