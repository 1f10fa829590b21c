using static Provisioning.Administration.Health.Amount;
using static Provisioning.Administration.Health.Judgement;

namespace Provisioning.Administration.Health;

/// <summary>What the load of a server comes to.</summary>
public static class LoadVerdicts
{
    /// <summary>Connections in use, against those that ordinary roles may open.</summary>
    /// <param name="used">Those in use.</param>
    /// <param name="most"><c>max_connections</c>.</param>
    /// <param name="reserved">Those kept for superusers and for roles with pg_use_reserved_connections.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement Connections(long used, long most, long reserved, HealthLimits limits) =>
        Within(
            100 * used <= limits.Connections * (most - reserved),
            Verdict.Failed,
            $"{used} of {most - reserved} ({Percent(used, most - reserved)} %)",
            $"{limits.Connections} %",
            "`provision report activity` shows whose they are. End idle sessions, make the pools smaller, put a "
                + "pooler such as PgBouncer in front, or raise max_connections."
        ) with
        {
            Measure = new(used),
        };

    /// <summary>What the application's pools open at the most, against what the server grants.</summary>
    /// <param name="pools">The pools; null where not given.</param>
    /// <param name="most"><c>max_connections</c>.</param>
    /// <param name="reserved">Those kept for superusers and for roles with pg_use_reserved_connections.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement Pools(PoolPlan? pools, long most, long reserved, HealthLimits limits) =>
        pools is null
            ? NotKnown(
                "the number of instances is not given",
                "Give --instances, --pool-size and --max-overflow as the application has them."
            )
            : Within(
                100 * pools.Most <= limits.Connections * (most - reserved),
                Verdict.Failed,
                $"{pools.Instances} × ({pools.Size} + {pools.Overflow}) = {pools.Most}",
                $"{limits.Connections * (most - reserved) / 100} ({limits.Connections} % of {most} − {reserved})",
                $"Under load the last instances get no connection. Let each open "
                    + $"{Math.Max(0, limits.Connections * (most - reserved) / 100 / Math.Max(1, pools.Instances))} at "
                    + $"the most, or raise max_connections."
            );

    /// <summary>Deadlocks since the last run; without one, their rate.</summary>
    public static Judgement Deadlocks(HealthSample now, HealthSample? before, HealthLimits limits)
    {
        const string Advice =
            "The server's log has the statements. Let all transactions take their rows and tables in the same order, "
            + "and keep them short.";
        // A counter that went back was reset in between: what it holds is new.
        if (before is not null)
        {
            var fresh =
                now.Deadlocks >= before.Deadlocks && now.CountedSince == before.CountedSince
                    ? now.Deadlocks - before.Deadlocks
                    : now.Deadlocks;
            return Within(
                fresh <= limits.Deadlocks,
                Verdict.Failed,
                $"{fresh} in {Time(now.Taken - before.Taken)}",
                $"{limits.Deadlocks}",
                Advice
            ) with
            {
                Measure = new(fresh),
            };
        }

        if (now.Deadlocks == 0)
        {
            return new(Verdict.Ok, "0", $"{limits.Deadlocks}") { Measure = new(0) };
        }

        if (now.CountedSince is not { } since)
        {
            return NotKnown(
                $"{now.Deadlocks}, counted since an unknown time",
                "Give --since FILE: from the second run on it tells how many are new."
            );
        }

        var days = Math.Max((now.Taken - since).TotalDays, 1);
        return Within(
            now.Deadlocks / days <= Math.Max(1, limits.Deadlocks),
            Verdict.Warning,
            $"{now.Deadlocks} in {Time(now.Taken - since)}",
            $"{Math.Max(1, limits.Deadlocks)} a day",
            $"{Advice} --since FILE tells from the second run on how many are new."
        );
    }

    /// <summary>Calls of slow statements a minute, since the last run or since the server counts them.</summary>
    public static Judgement SlowQueries(HealthSample now, HealthSample? before, HealthLimits limits)
    {
        if (now.SlowCalls is not { } calls)
        {
            return NotKnown(
                now.SlowUnknown ?? "not counted",
                "Put pg_stat_statements into shared_preload_libraries, restart the server, and run CREATE EXTENSION "
                    + "pg_stat_statements."
            );
        }

        var isSince = before is { SlowCalls: { } earlier } && calls >= earlier && before.SlowSince == now.SlowSince;
        var from = isSince ? before!.Taken : now.SlowSince;
        var fresh = isSince ? calls - before!.SlowCalls!.Value : calls;
        if (from is null)
        {
            return NotKnown(
                $"{calls} calls, counted since an unknown time",
                "Give --since FILE: from the second run on it tells how many are new."
            );
        }

        var minutes = Math.Max((now.Taken - from.Value).TotalMinutes, 1);
        return Within(
            fresh <= limits.SlowQueries * minutes,
            Verdict.Failed,
            $"{fresh / minutes:0.#} a minute over {Time(now.Taken - from.Value)}",
            $"{limits.SlowQueries} a minute over 1 s",
            "`provision report slow-queries` shows them. Look at their plans with EXPLAIN (ANALYZE, BUFFERS); mostly "
                + "an index is missing."
        ) with
        {
            Measure = new(fresh / minutes),
        };
    }

    /// <summary>The transaction that has been open longest, prepared ones among them.</summary>
    /// <param name="who">Whose it is; null where none is open.</param>
    /// <param name="seconds">How long it has been open.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement OldestTransaction(string? who, double seconds, HealthLimits limits) =>
        Within(
            who is null || seconds <= limits.TransactionSeconds,
            Verdict.Failed,
            who is null ? "none" : $"{Time(TimeSpan.FromSeconds(seconds))}: {who}",
            Time(TimeSpan.FromSeconds(limits.TransactionSeconds)),
            "While it is open, vacuum keeps every row that was deleted since, and ALTER TABLE waits for it. End it in "
                + "the application, or with pg_terminate_backend(pid); a prepared one with ROLLBACK PREPARED."
        ) with
        {
            Measure = new(who is null ? 0 : seconds, Measure.Seconds),
        };

    /// <summary>The session that has sat idle inside its transaction longest.</summary>
    /// <param name="who">Whose it is; null where there is none.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement IdleInTransaction(string? who, double seconds, HealthLimits limits) =>
        Within(
            who is null || seconds <= limits.IdleSeconds,
            Verdict.Failed,
            who is null ? "none" : $"{Time(TimeSpan.FromSeconds(seconds))}: {who}",
            Time(TimeSpan.FromSeconds(limits.IdleSeconds)),
            "The application began a transaction and went on to something else; its locks stay. Commit before waiting "
                + "for anything, and set idle_in_transaction_session_timeout."
        ) with
        {
            Measure = new(who is null ? 0 : seconds, Measure.Seconds),
        };

    /// <summary>How far the slowest replica is behind.</summary>
    /// <param name="who">Which it is; null where there is none.</param>
    /// <param name="seconds">How far behind; null where it has not said yet.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement Replication(string? who, double? seconds, HealthLimits limits) =>
        who is null ? new(Verdict.Ok, "no replica", $"{limits.LagSeconds} s")
        : seconds is null ? NotKnown($"{who} has not said yet", "Run it again in a moment.")
        : Within(
            seconds <= limits.LagSeconds,
            Verdict.Failed,
            $"{seconds:0.#} s: {who}",
            $"{limits.LagSeconds} s",
            "Readers there see old rows. Look at the replica's disk and network, and for a long query on it that "
                + "holds replay back."
        ) with
        {
            Measure = new(seconds.Value, Measure.Seconds),
        };

    /// <summary>Replication slots without a reader.</summary>
    /// <param name="slots">Each with the WAL that it holds back, in bytes.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement Slots(IReadOnlyList<(string Name, long Held)> slots, HealthLimits limits) =>
        slots.Count == 0
            ? new(Verdict.Ok, "none unread", "none")
            : new(
                slots.Any(slot => slot.Held > limits.SlotMegabytes << 20) ? Verdict.Failed : Verdict.Warning,
                Few([.. slots.Select(slot => $"{slot.Name} holds {Bytes(slot.Held)}")]),
                $"none, {limits.SlotMegabytes} MB at the most",
                "WAL piles up until the disk is full. Start the reader, or drop the slot with "
                    + "pg_drop_replication_slot; set max_slot_wal_keep_size."
            )
            {
                Measure = new(slots.Sum(slot => slot.Held), Measure.Bytes),
            };
}
