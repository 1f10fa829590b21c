namespace Provisioning.Linting.Rules;

// What the rules say of themselves.
internal static partial class RelationRules
{
    internal static readonly LintRule PartitionLocksParent = new(
        "L37",
        "create-partition-locks-parent",
        RuleGroup.Relations,
        Severity.Warning,
        "A partition is created or dropped under the strongest lock on its table."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on the table with all its partitions; ATTACH takes SHARE UPDATE EXCLUSIVE.",
        Why = "Readers of all partitions wait.",
        Safe = "CREATE TABLE (LIKE … INCLUDING ALL), then ATTACH PARTITION. Before dropping: DETACH … CONCURRENTLY.",
        Silent = "New tables.",
        Sqlite = "Silent: SQLite has no partitions.",
    };

    internal static readonly LintRule AttachScan = new(
        "L38",
        "attach-partition-scan",
        RuleGroup.Relations,
        Severity.Warning,
        "A table is attached as a partition, and all its rows are read."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on the new partition while it is read; SHARE UPDATE EXCLUSIVE on its table.",
        Why = "Only a validated CHECK that implies the bounds spares the scan.",
        Safe = "ADD CHECK with the bounds NOT VALID; validate it; attach; drop the check.",
        Silent = "Tables with a validated CHECK: whether it implies the bounds is not looked at. New or empty tables.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule DefaultScan = new(
        "L39",
        "default-partition-scan",
        RuleGroup.Relations,
        Severity.Warning,
        "A partition is added beside a default partition, which is read for rows that belong to the new one."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on the default partition while all its rows are read.",
        Why = "Readers and writers of the default partition wait.",
        Safe = "A validated CHECK on the default partition that excludes the new bounds.",
        Silent = "New or empty tables.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule Detach = new(
        "L40",
        "detach-partition-blocking",
        RuleGroup.Relations,
        Severity.Error,
        "A partition is detached while readers and writers of the whole table wait."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on the table and the partition; CONCURRENTLY SHARE UPDATE EXCLUSIVE.",
        Why = "The lock is on the whole of the partitioned table.",
        Safe =
            "DetachPartition(…).Concurrently() (PostgreSQL 14 and later) outside a transaction. Refused where there is "
            + "a default partition; interrupted it is ended by the next run, with FINALIZE.",
        Silent = "New tables.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule Refresh = new(
        "L41",
        "refresh-blocking",
        RuleGroup.Relations,
        Severity.Warning,
        "A materialized view is filled again while its readers wait."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on the view; CONCURRENTLY EXCLUSIVE, with which readers go on.",
        Why = "Readers wait for the whole of the query.",
        Safe = "CONCURRENTLY, which needs a unique index without a predicate, and runs in a transaction as well.",
        Silent = "New views.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule RewriteCommand = new(
        "L42",
        "table-rewrite-command",
        RuleGroup.Relations,
        Severity.Error,
        "A command writes a whole table again: VACUUM FULL, CLUSTER, SET LOGGED, SET TABLESPACE."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the table and its indexes are written or copied.",
        Why = "Readers and writers wait, and the disk needs room for a second copy.",
        Safe = "pg_repack or pg_squeeze, outside of migrations.",
        Silent = "VACUUM (FULL false), and new or empty tables.",
        Sqlite = "Silent: VACUUM is refused inside a transaction there.",
    };

    internal static readonly LintRule Trigger = new(
        "L43",
        "trigger-locks",
        RuleGroup.Relations,
        Severity.Note,
        "A trigger of a table that others use is created, dropped, switched off or on."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "CREATE, ENABLE, DISABLE: SHARE ROW EXCLUSIVE; DROP: ACCESS EXCLUSIVE. All for a moment.",
        Why =
            "Writers wait until the migration commits. A trigger that is switched off and not on again is a warning: "
            + "with ALL the foreign keys are off as well.",
        Safe = "A short migration; ENABLE in the same one.",
        Silent = "New tables.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule View = new(
        "L44",
        "view-replace-locks",
        RuleGroup.Relations,
        Severity.Note,
        "A view that others read is replaced or dropped."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on the view, for a moment. Replacing a function locks no table.",
        Why = "Readers of the view wait until the migration commits.",
        Safe = "A short migration.",
        Silent = "New views.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule Sequence = new(
        "L45",
        "sequence-restart-blocks",
        RuleGroup.Relations,
        Severity.Warning,
        "A sequence is altered, and everybody who takes numbers from it waits."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "SHARE ROW EXCLUSIVE on the sequence until COMMIT: nextval waits.",
        Why = "Every insert that takes a number from it waits.",
        Safe = "setval, which blocks neither readers nor writers.",
        Silent = "Sequences that the same migration creates.",
        Sqlite = "Silent: SQLite has no sequences.",
    };

    internal static readonly LintRule RowSecurityRule = new(
        "L46",
        "policy-and-rls",
        RuleGroup.Relations,
        Severity.Error,
        "Row-level security is on where there is no policy, or no policy yet."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE, for a moment, also for each policy.",
        Why = "Without a policy everybody but the owner sees no rows.",
        Safe = "The policies first, or in the same migration.",
        Silent = "Tables whose policies are there when the migration commits.",
        Sqlite = "Silent: SQLite has no policies.",
    };

    internal static readonly LintRule Distributed = new(
        "L92",
        "citus-refuses",
        RuleGroup.Relations,
        Severity.Error,
        "Citus refuses a key or a column of a distributed table."
    )
    {
        Why =
            "A node knows its own rows only: it can hold unique what has the distribution column in it, and follow "
            + "foreign keys to reference tables, or between colocated tables over their distribution columns.",
        Safe = "Put the distribution column into the key, or make the table that is referred to a reference table.",
        Silent = "Tables that no migration distributes.",
        Sqlite = "The same: migrations that pass here are to pass on Citus.",
    };

    internal static readonly LintRule Foreign = new(
        "L93",
        "foreign-partition-refuses",
        RuleGroup.Relations,
        Severity.Error,
        "A table with partitions on other servers has, or gets, a unique key or a foreign key."
    )
    {
        Why =
            "Each partition keeps the keys of its table for its own rows, and a table on another server keeps none: "
            + "PostgreSQL refuses the partition, or the key.",
        Safe = "Leave the key out of the table here, and make it in the migrations of each server.",
        Silent = "Partitions that raw SQL makes.",
        Sqlite = "Silent: SQLite has no partitions.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        PartitionLocksParent,
        AttachScan,
        DefaultScan,
        Detach,
        Refresh,
        RewriteCommand,
        Trigger,
        View,
        Sequence,
        RowSecurityRule,
        Distributed,
        Foreign,
    ];
}
