using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Sqlite.Connection;
using SQLitePCL;

namespace Provisioning.Administration.Health.Sqlite;

/// <summary>What doctor asks an SQLite file.</summary>
internal static class SqliteHealth
{
    /// <summary>The checks, in the order of the report.</summary>
    public static IReadOnlyList<HealthCheck> Checks { get; } =
    [
        new HealthQuery<string>(
            "engine",
            "server",
            "SELECT sqlite_version()",
            row => row.GetString(0),
            (rows, _) => new(Verdict.Ok, $"SQLite {rows[0]}")
        ),
        new IntegrityCheck(),
        new HealthQuery<string>(
            "broken-references",
            "durability",
            """SELECT "table" FROM pragma_foreign_key_check LIMIT 10000""",
            row => row.GetString(0),
            (rows, _) => FileVerdicts.ForeignKeys(rows)
        ),
        new HealthQuery<string>(
            "journal",
            "durability",
            "PRAGMA journal_mode",
            row => row.GetString(0),
            (rows, context) => FileVerdicts.Journal(rows[0], context)
        ),
        new HealthQuery<(long Free, long Pages, long Size)>(
            "free-pages",
            "storage",
            "SELECT freelist_count, page_count, page_size FROM pragma_freelist_count, pragma_page_count, "
                + "pragma_page_size",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            (rows, context) => FileVerdicts.FreePages(rows[0].Free, rows[0].Pages, rows[0].Size, context.Limits)
        ),
        new HealthQuery<long>(
            "page-size",
            "storage",
            "PRAGMA page_size",
            row => row.GetInt64(0),
            (rows, _) => FileVerdicts.PageSize(rows[0])
        ),
        new FileCheck("wal-size", "storage", (path, context) =>
            FileVerdicts.WalSize(
                new FileInfo($"{path}-wal") is { Exists: true, Length: var bytes } ? bytes : 0,
                context.Limits
            )
        ),
        new FileCheck("disk", "storage", Disk),
        new FileCheck("file-modes", "access", Modes),
    ];

    private static Judgement Disk(string path, HealthContext context)
    {
        try
        {
            var drive = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var bytes = new FileInfo(path).Length;
            return StorageVerdicts.Disk(
                drive.TotalSize - drive.AvailableFreeSpace,
                drive.TotalSize,
                $"{Amount.Bytes(bytes)} here, {Amount.Bytes(drive.AvailableFreeSpace)} free",
                context.Limits
            ) with
            {
                Measure = new(bytes, Measure.Bytes),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Judgement.NotKnown(error.Message, "Watch the disk on its machine.");
        }
    }

    private static Judgement Modes(string path, HealthContext context)
    {
        if (OperatingSystem.IsWindows())
        {
            return Judgement.NotKnown("files have no modes here", "Look at the file's permissions.");
        }

        var files = new List<(string, UnixFileMode)>();
        foreach (var file in SqliteDatabase.Files(path).Where(File.Exists))
        {
            files.Add((Path.GetFileName(file), File.GetUnixFileMode(file)));
        }

        return StorageVerdicts.FileModes(files, context);
    }

    // What a quick check leaves out is whether indexes and their tables agree.
    private sealed class IntegrityCheck() : HealthCheck("integrity", "durability")
    {
        protected override async Task<Judgement> JudgeAsync(
            DatabaseSession session,
            HealthContext context,
            CancellationToken token
        )
        {
            try
            {
                return FileVerdicts.Integrity(
                    await session.QueryAsync(
                        context.IsThorough ? "PRAGMA integrity_check" : "PRAGMA quick_check",
                        row => row.GetString(0),
                        token
                    )
                );
            }
            catch (StatementFailedException error)
                when (error.InnerException is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT })
            {
                // Too broken for the check itself.
                return FileVerdicts.Integrity([error.Message]);
            }
        }
    }

    private sealed class FileCheck(string name, string area, Func<string, HealthContext, Judgement> judge)
        : HealthCheck(name, area)
    {
        protected override Task<Judgement> JudgeAsync(
            DatabaseSession session,
            HealthContext context,
            CancellationToken token
        ) => Task.FromResult(judge(RealPath.Of(session.Database.Name), context));
    }
}
