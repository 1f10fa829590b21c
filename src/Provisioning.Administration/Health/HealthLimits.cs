namespace Provisioning.Administration.Health;

/// <summary>Where findings begin. Each is named in commands as <see cref="Names"/> has it.</summary>
public sealed record HealthLimits
{
    /// <summary>The names of all limits.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "connections",
        "transaction-seconds",
        "idle-seconds",
        "deadlocks",
        "slow-queries",
        "lag-seconds",
        "slot-mb",
        "dead-rows",
        "transaction-age",
        "sequences",
        "unused-index-mb",
        "disk",
        "disk-gb",
        "backup-hours",
        "free-pages",
        "wal-mb",
    ];

    /// <summary>Connections in use, in percent of those that ordinary roles may open.</summary>
    public long Connections { get; init; } = 80;

    /// <summary>How long a transaction may be open, in seconds.</summary>
    public long TransactionSeconds { get; init; } = 300;

    /// <summary>How long a session may sit idle inside a transaction, in seconds.</summary>
    public long IdleSeconds { get; init; } = 60;

    /// <summary>Deadlocks since the last run, or in a day where there was none.</summary>
    public long Deadlocks { get; init; }

    /// <summary>Calls a minute of statements that take longer than a second.</summary>
    public long SlowQueries { get; init; } = 100;

    /// <summary>How far a replica may be behind, in seconds.</summary>
    public long LagSeconds { get; init; } = 10;

    /// <summary>How much WAL a replication slot without a reader may hold back, in MB.</summary>
    public long SlotMegabytes { get; init; } = 1024;

    /// <summary>Dead rows of a table, in percent of its rows.</summary>
    public long DeadRows { get; init; } = 20;

    /// <summary>The age of the oldest transaction number, in percent of <c>autovacuum_freeze_max_age</c>.</summary>
    public long TransactionAge { get; init; } = 80;

    /// <summary>How much of a sequence, or of the column it numbers, is used up, in percent.</summary>
    public long Sequences { get; init; } = 75;

    /// <summary>From which size on an unused index is reported, in MB.</summary>
    public long UnusedIndexMegabytes { get; init; } = 10;

    /// <summary>How full the disk may be, in percent.</summary>
    public long Disk { get; init; } = 80;

    /// <summary>The size of a server's disk in GB, which the server itself does not report; 0 where not
    /// given.</summary>
    public long DiskGigabytes { get; init; }

    /// <summary>How old the newest good backup may be, in hours.</summary>
    public long BackupHours { get; init; } = 24;

    /// <summary>Pages of an SQLite file that are free, in percent of all.</summary>
    public long FreePages { get; init; } = 25;

    /// <summary>How large the write-ahead log beside an SQLite file may be, in MB.</summary>
    public long WalMegabytes { get; init; } = 64;

    /// <summary>The same limits but for one; null where there is none of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="value">Where its findings begin from now on.</param>
    public HealthLimits? With(string name, long value) =>
        name switch
        {
            "connections" => this with { Connections = value },
            "transaction-seconds" => this with { TransactionSeconds = value },
            "idle-seconds" => this with { IdleSeconds = value },
            "deadlocks" => this with { Deadlocks = value },
            "slow-queries" => this with { SlowQueries = value },
            "lag-seconds" => this with { LagSeconds = value },
            "slot-mb" => this with { SlotMegabytes = value },
            "dead-rows" => this with { DeadRows = value },
            "transaction-age" => this with { TransactionAge = value },
            "sequences" => this with { Sequences = value },
            "unused-index-mb" => this with { UnusedIndexMegabytes = value },
            "disk" => this with { Disk = value },
            "disk-gb" => this with { DiskGigabytes = value },
            "backup-hours" => this with { BackupHours = value },
            "free-pages" => this with { FreePages = value },
            "wal-mb" => this with { WalMegabytes = value },
            _ => null,
        };
}
