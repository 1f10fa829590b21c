using static Provisioning.Administration.Health.Amount;
using static Provisioning.Administration.Health.Judgement;

namespace Provisioning.Administration.Health;

/// <summary>What comes of the state of a database that is a file.</summary>
public static class FileVerdicts
{
    /// <summary>What the engine found wrong in the file.</summary>
    /// <param name="problems">What it said; <c>ok</c> for nothing.</param>
    public static Judgement Integrity(IReadOnlyList<string> problems) =>
        problems is ["ok"]
            ? new(Verdict.Ok, "ok", "ok")
            : new(
                Verdict.Failed,
                Few(problems, 2).ReplaceLineEndings(" "),
                "ok",
                "The file is damaged. Stop the application, keep a copy of the file as it is, and restore the newest "
                    + "good backup; where there is none, `sqlite3 FILE .recover` saves what can be read."
            );

    /// <summary>Rows that refer to rows that are not there.</summary>
    /// <param name="tables">The table of each such row.</param>
    public static Judgement ForeignKeys(IReadOnlyList<string> tables) =>
        Within(
            tables.Count == 0,
            Verdict.Failed,
            tables.Count == 0
                ? "none broken"
                : Few([
                    .. tables
                        .CountBy(table => table, StringComparer.Ordinal)
                        .Select(table => $"{table.Key}: {table.Value} rows"),
                ]),
            "none broken",
            "They were written with foreign keys switched off. PRAGMA foreign_key_check names the rows; delete them "
                + "or bring back what they refer to, and let the application say PRAGMA foreign_keys = ON."
        );

    /// <summary>How the engine keeps a transaction whole.</summary>
    /// <param name="mode">The journal's mode: <c>wal</c>, <c>delete</c> ….</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement Journal(string mode, HealthContext context) =>
        mode switch
        {
            "wal" => new(Verdict.Ok, mode, "wal"),
            "off" or "memory" => new(
                Verdict.Failed,
                mode,
                "wal",
                "A crash in the middle of a transaction leaves the file broken. Run PRAGMA journal_mode = WAL."
            ),
            _ => new(
                context.IsProduction ? Verdict.Warning : Verdict.Ok,
                mode,
                "wal",
                context.IsProduction
                    ? "Readers and the writer wait for each other. PRAGMA journal_mode = WAL lets them go on side by "
                        + "side, on a local disk."
                    : ""
            ),
        };

    /// <summary>Pages that hold nothing.</summary>
    public static Judgement FreePages(long free, long pages, long pageSize, HealthLimits limits) =>
        Within(
            free * pageSize < 1 << 20 || 100 * free <= limits.FreePages * pages,
            Verdict.Warning,
            $"{Bytes(free * pageSize)} of {Bytes(pages * pageSize)} ({Percent(free, pages)} %)",
            $"{limits.FreePages} %",
            "Deleted rows leave room that the file keeps. Run VACUUM in a quiet hour; it needs as much room again for "
                + "a while."
        ) with
        {
            Measure = new(free * pageSize, Measure.Bytes),
        };

    /// <summary>The size of a page.</summary>
    public static Judgement PageSize(long bytes) =>
        Within(
            bytes >= 4096,
            Verdict.Warning,
            Bytes(bytes),
            "4 kB",
            "Smaller pages than the disk's make every write larger. Run PRAGMA journal_mode = DELETE, PRAGMA "
                + "page_size = 4096, then VACUUM."
        );

    /// <summary>The size of the write-ahead log.</summary>
    public static Judgement WalSize(long bytes, HealthLimits limits) =>
        Within(
            bytes <= limits.WalMegabytes << 20,
            Verdict.Warning,
            Bytes(bytes),
            $"{limits.WalMegabytes} MB",
            "A reader that never ends keeps it from being written back. Close it, and run PRAGMA "
                + "wal_checkpoint(TRUNCATE)."
        ) with
        {
            Measure = new(bytes, Measure.Bytes),
        };

    /// <summary>The version that an application's own runner reads from the file, against the ledger.</summary>
    /// <param name="userVersion"><c>PRAGMA user_version</c>.</param>
    /// <param name="ledger">The newest version that the ledger has.</param>
    public static Judgement UserVersion(long userVersion, long ledger) =>
        Within(
            userVersion == ledger,
            Verdict.Failed,
            $"{userVersion}",
            $"{ledger}, as the ledger says",
            "The application's own runner goes by user_version, and would run again what is there, or leave out what "
                + "is not. Find out who changed it; `provision check` compares the structure."
        );
}
