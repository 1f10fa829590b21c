using System.Globalization;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Security.Files;
using Provisioning.Sqlite.Connection;

namespace Provisioning.Backup.Sqlite;

/// <summary>Puts a restored file in the place of another.</summary>
internal static class SqliteReplacement
{
    /// <summary>Gives the file its name, and the owner, group and mode of what had it. That is closed properly first,
    /// so that nothing of it is left beside the new one. A symbolic link stays, and what it names is
    /// replaced.</summary>
    /// <exception cref="ProvisioningException">Another program has the file open, or this user cannot keep its
    /// owner.</exception>
    public static async Task RunAsync(SqliteDatabase target, string ready, CancellationToken token)
    {
        Prepare(target, ready);
        var file = target.Target;
        if (await target.ExistsAsync(token))
        {
            await ReplaceAsync(target, ready, token);
        }
        else
        {
            // Before the new file has the name: stopped in between, SQLite would replay another database's log into it.
            DeleteBeside(file);
            DurableFile.MoveOver(ready, file);
        }
    }

    /// <summary>Gives the file the name, owner, group and mode of another, which cannot be read and gets a third name,
    /// with what is beside it.</summary>
    /// <exception cref="ProvisioningException">Another program has the file open, or this user cannot keep its
    /// owner.</exception>
    public static void PutAside(SqliteDatabase target, string ready, string aside)
    {
        Prepare(target, ready);
        foreach (
            var (from, to) in SqliteDatabase
                .Files(target.Target)
                .Zip(SqliteDatabase.Files(aside))
                .Where(pair => File.Exists(pair.First))
                // The new file must not meet the log of the old one.
                .Reverse()
        )
        {
            DurableFile.Move(from, to);
        }

        DurableFile.MoveOver(ready, target.Target);
    }

    // Brings the restored file to disk with the owner, group and mode of the one that it replaces, which no other
    // process may have open.
    private static void Prepare(SqliteDatabase target, string ready)
    {
        DurableFile.Flush(ready);
        if (!File.Exists(target.Target))
        {
            return;
        }

        if (OpenedBy(target.Target) is { } program)
        {
            throw InUse(target, program, inner: null);
        }

        if (!FileStatus.TryCopy(target.Target, ready))
        {
            throw new ProvisioningException(
                $"{target.Location} was not replaced: it belongs to another user or group, which this user cannot give "
                    + "the restored file. Run the restore as its owner, or as root."
            );
        }
    }

    private static async Task ReplaceAsync(SqliteDatabase target, string ready, CancellationToken token)
    {
        var file = target.Target;
        try
        {
            await using var session = await target.OpenAsync(token);
            try
            {
                await HoldAsync((SqliteConnection)session.Connection, token);
            }
            catch (SqliteException error) when (error.SqliteErrorCode is not SQLitePCL.raw.SQLITE_CORRUPT)
            {
                throw InUse(target, "another program", error);
            }

            // Others that open it from now on get the new one.
            DurableFile.MoveOver(ready, file);
        }
        catch (Exception error) when (error is ConnectionFailedException { IsDamaged: true } or SqliteException)
        {
            // What cannot be read has no log worth keeping, and the new file must not meet it.
            DeleteBeside(file);
            DurableFile.MoveOver(ready, file);
        }

        DeleteBeside(file);
    }

    // No other process has it open, and all that was written to it is in the file itself.
    private static async Task HoldAsync(SqliteConnection connection, CancellationToken token)
    {
        connection.DefaultTimeout = 1;
        await using var command = connection.CreateCommand();
        command.CommandText =
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync(token);
    }

    // SQLite would take them for the new file's.
    private static void DeleteBeside(string path)
    {
        foreach (var suffix in new[] { "-wal", "-shm", "-journal" })
        {
            DurableFile.Delete(path + suffix);
        }
    }

    // A program that has the file open and does nothing holds no lock on it.
    private static string? OpenedBy(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        foreach (
            var process in Directory
                .EnumerateDirectories("/proc")
                .Where(folder =>
                    int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                    && id != Environment.ProcessId
                )
        )
        {
            try
            {
                if (
                    Directory
                        .EnumerateFiles(Path.Combine(process, "fd"))
                        .Any(file => new FileInfo(file).LinkTarget == path)
                )
                {
                    return $"process {Path.GetFileName(process)} "
                        + $"({File.ReadAllText(Path.Combine(process, "comm")).Trim()})";
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another user's.
            }
        }

        return null;
    }

    private static ProvisioningException InUse(SqliteDatabase target, string program, Exception? inner) =>
        new($"{target.Location} was not replaced: {program} has it open. Stop what uses it, and restore again.", inner);
}
