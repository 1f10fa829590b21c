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
        DurableFile.Flush(ready);
        var file = SqliteDatabase.Target(target.Name);
        if (!await target.ExistsAsync(token))
        {
            // Before the new file has the name: stopped in between, SQLite would replay another database's log into it.
            DeleteBeside(file);
            DurableFile.MoveOver(ready, file);
            return;
        }

        if (OpenedBy(file) is { } program)
        {
            throw InUse(target, program, inner: null);
        }

        KeepOwner(target, file, ready);
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

    private static void KeepOwner(SqliteDatabase target, string file, string ready)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // First, as a change of the owner takes some modes away.
        if (!FileOwner.Copy(file, ready))
        {
            throw new ProvisioningException(
                $"{target.Location} was not replaced: it belongs to another user or group, which this user cannot give "
                    + "the restored file. Run the restore as its owner, or as root."
            );
        }

        File.SetUnixFileMode(ready, File.GetUnixFileMode(file));
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

        var full = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
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
                        .Any(file => new FileInfo(file).LinkTarget == full)
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
