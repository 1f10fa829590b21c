using Provisioning.PostgreSql.Connection;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>What a folder can bring a server back to, and how its server keeps the log for it.</summary>
/// <param name="Copies">The copies, oldest first.</param>
/// <param name="Segments">How many segments of the log are there.</param>
/// <param name="Newest">The newest segment; null for none.</param>
/// <param name="Problems">What is wrong, a sentence each.</param>
/// <param name="Advice">What could be better, a sentence each.</param>
public sealed record PitrStatus(
    IReadOnlyList<PitrCopy> Copies,
    int Segments,
    string? Newest,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Advice
)
{
    /// <summary>Looks at a folder: whether the log has no gap, and with <paramref name="verifies"/> whether each file
    /// of each copy is unchanged.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="database">A database of its server, to ask about the replication slot; null not to ask.</param>
    /// <param name="verifies">Whether to read all copies.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<PitrStatus> ReadAsync(
        string folder,
        PostgreSqlDatabase? database,
        bool verifies,
        CancellationToken token
    )
    {
        var from = await PitrFolder.OpenAsync(folder, token);
        var (copies, segments) = (await from.BasesAsync(token), from.Wal.Segments());
        var (problems, advice) = (new List<string>(), new List<string>());
        if (copies.Count == 0)
        {
            problems.Add("There is no copy of the server to begin with.");
        }
        else if (from.Wal.Gaps(copies[0].Timeline, WalArchive.Position(copies[0].From)) is [var first, ..] gaps)
        {
            problems.Add(
                $"The log has a gap: {first}{(gaps.Count > 1 ? $" and {gaps.Count - 1} more segments are" : " is")} "
                    + $"missing. No moment after it can be reached with a copy from before it."
            );
        }

        if (
            copies is [.., var newest]
            && !segments.Any(segment =>
                segment.Timeline == newest.Timeline
                && segment.Number >= (WalArchive.Position(newest.Until) - 1) / from.Server.SegmentSize
            )
        )
        {
            problems.Add(
                $"The newest copy needs the log up to {newest.Until}, which has not been received. `provision pitr "
                    + $"receive` does it."
            );
        }

        problems.AddRange(verifies ? await DamageAsync(from, copies, token) : []);
        if (database is not null)
        {
            await AskAsync(from, database, problems, advice, token);
        }

        return new(
            [.. copies.Select(copy => new PitrCopy(copy.Folder, copy.Ended, copy.From, copy.Until))],
            segments.Count,
            segments is [.., var last] ? from.Wal.Name(last.Timeline, last.Number) : null,
            problems,
            advice
        );
    }

    private static async Task<IReadOnlyList<string>> DamageAsync(
        PitrFolder from,
        IReadOnlyList<PitrBase> copies,
        CancellationToken token
    )
    {
        var tools = await PostgreSqlTools.FindAsync(from.Server.Major, ["pg_verifybackup"], token);
        var found = new List<string>();
        foreach (var copy in copies)
        {
            try
            {
                await Pitr.VerifyAsync(tools, copy.Folder, token);
            }
            catch (PostgreSqlToolException error)
            {
                found.Add($"The copy {copy.Folder} is damaged: {error.Said}");
            }
        }

        return found;
    }

    private static async Task AskAsync(
        PitrFolder from,
        PostgreSqlDatabase database,
        List<string> problems,
        List<string> advice,
        CancellationToken token
    )
    {
        await using var session = await database.OpenAsync(token);
        var slots = await session.QueryAsync(
            "SELECT active, coalesce(wal_status::text, ''), "
                + "pg_catalog.pg_size_pretty(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), "
                + "restart_lsn)) FROM pg_catalog.pg_replication_slots WHERE slot_name = @p0",
            row =>
                (
                    IsActive: row.GetBoolean(0),
                    Status: row.GetString(1),
                    Kept: row.IsDBNull(2) ? "nothing" : row.GetString(2)
                ),
            token,
            from.Server.Slot
        );
        switch (slots)
        {
            case []:
                problems.Add(
                    $"The server has no replication slot {from.Server.Slot} any more, and may have thrown away log "
                        + $"that was not received. Start again with `provision pitr init --to FOLDER`, another folder."
                );
                break;
            case [{ Status: "lost" }]:
                problems.Add(
                    $"The server has thrown away log that was not received: the slot {from.Server.Slot} is lost. Drop "
                        + $"it with pg_drop_replication_slot, and start again with `provision pitr init --to FOLDER`, "
                        + $"another folder. What this one has stays valid."
                );
                break;
            case [{ IsActive: false } slot]:
                problems.Add(
                    $"No receiver is running, and the server keeps the log meanwhile: {slot.Kept} by now. Run "
                        + $"`provision pitr receive`."
                );
                break;
        }

        if (
            (
                await session.QueryAsync(
                    "SELECT current_setting('max_slot_wal_keep_size')",
                    row => row.GetString(0),
                    token
                )
            )[0]
            is "-1"
        )
        {
            advice.Add(
                "max_slot_wal_keep_size is not set: with the receiver down for long, the log fills the server's disk. "
                    + "Set it to what the disk can spare."
            );
        }
    }
}
