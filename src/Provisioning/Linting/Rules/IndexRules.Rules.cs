namespace Provisioning.Linting.Rules;

// What the rules say of themselves.
internal static partial class IndexRules
{
    internal static readonly LintRule Blocking = new(
        "L25",
        "create-index-blocking",
        RuleGroup.Indexes,
        Severity.Warning,
        "An index is built while whoever writes to the table waits."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock =
            "SHARE while all rows are read; concurrently SHARE UPDATE EXCLUSIVE, "
            + "which blocks neither readers nor writers.",
        Why = "Writers wait for the whole of the build. On a small table that is no matter.",
        Safe =
            "Concurrently, in a migration of its own that runs outside a transaction: "
            + "Create.Index(…).WithOptions().AsConcurrently() and [Migration(…, TransactionBehavior.None)]. It "
            + "waits for "
            + "all transactions that are older. PostgreSQL 14.0 to 14.3 may build corrupt indexes so: update first.",
        Silent = "New or empty tables, and CONCURRENTLY. Small tables are a note.",
        Sqlite = "Silent: the whole file has one writer.",
    };

    internal static readonly LintRule Partitioned = new(
        "L26",
        "create-index-partitioned",
        RuleGroup.Indexes,
        Severity.Error,
        "An index is built over all partitions of a table at once."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "SHARE on the table and all its partitions while all of them are read.",
        Why = "PostgreSQL itself refuses CONCURRENTLY on a partitioned table.",
        Safe =
            "Create.Index(…).WithOptions().AsConcurrently(), which a run builds on each partition. By hand: "
            + "CREATE INDEX ON ONLY the table; an index on each partition concurrently; ALTER INDEX … ATTACH "
            + "PARTITION for "
            + "each. The last one makes the index of the table valid.",
        Silent = "New tables, and ON ONLY.",
        Sqlite = "Silent: SQLite has no partitions.",
    };

    internal static readonly LintRule Concurrent = new(
        "L27",
        "concurrent-in-transaction",
        RuleGroup.Indexes,
        Severity.Error,
        "A statement is in a transaction that PostgreSQL refuses there."
    )
    {
        Scope = RuleScope.TableLocks,
        Why =
            "CREATE, DROP and REINDEX … CONCURRENTLY, DETACH … CONCURRENTLY, VACUUM, CREATE and DROP DATABASE, ALTER "
            + "SYSTEM fail inside a transaction.",
        Safe = "A migration of its own, marked [Migration(…, TransactionBehavior.None)].",
        Silent = "REFRESH MATERIALIZED VIEW CONCURRENTLY and ALTER TYPE … ADD VALUE, which run in one.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule MixedWork = new(
        "L28",
        "concurrent-index-mixed",
        RuleGroup.Indexes,
        Severity.Warning,
        "A migration outside a transaction builds an index concurrently and does other things."
    )
    {
        Scope = RuleScope.TableLocks,
        Why =
            "A failure leaves a part done. The next run goes on with the statement that failed, but the "
            + "application may not.",
        Safe = "One migration for each concurrent index, and one, in a transaction, for the rest.",
        Silent = "Several indexes together.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule Unnamed = new(
        "L29",
        "concurrent-index-by-name",
        RuleGroup.Indexes,
        Severity.Warning,
        "Raw SQL builds an index concurrently without a name, or IF NOT EXISTS."
    )
    {
        Scope = RuleScope.TableLocks,
        Why =
            "A failed build leaves an invalid index. Without a name a repeat makes another one; with IF NOT EXISTS a "
            + "repeat skips it, and it stays invalid.",
        Safe =
            "DROP INDEX CONCURRENTLY IF EXISTS first; or REINDEX INDEX CONCURRENTLY, which heals it; or "
            + "Create.Index(…).WithOptions().AsConcurrently(), which a run repeats by itself.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule LockTimeout = new(
        "L30",
        "concurrent-index-lock-timeout",
        RuleGroup.Indexes,
        Severity.Error,
        "A lock timeout is in force for a concurrent build, drop or detach."
    )
    {
        Scope = RuleScope.TableLocks,
        Why =
            "It also limits the wait for every older transaction: the statement fails with 55P03 and leaves an invalid "
            + "index, or a partition half detached.",
        Safe = "SET lock_timeout = 0 before it, and look for old transactions first.",
        Silent = "A run's own limit of waiting, which leaves concurrent statements alone.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule MayBeDouble = new(
        "L31",
        "unique-index-may-fail",
        RuleGroup.Indexes,
        Severity.Warning,
        "A unique index or constraint is made over columns whose values may repeat."
    )
    {
        Why = "It fails where two rows agree; concurrently it leaves an invalid index as well.",
        Safe = "Run the query that shows the rows that agree before the release, and mend them in a migration before.",
        Silent =
            "New or empty tables, new columns, and columns that a primary key or another unique index has already.",
    };

    internal static readonly LintRule DropBlocking = new(
        "L32",
        "drop-index-blocking",
        RuleGroup.Indexes,
        Severity.Warning,
        "An index of a big table is dropped while readers and writers wait."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on the table and the index, for a moment.",
        Why = "The moment begins when all that is under way has ended, and everyone who comes meanwhile waits.",
        Safe =
            "Concurrently, in a migration outside a transaction. Not for the index of a constraint or of a partitioned "
            + "table.",
        Silent = "Tables that are not big are a note; new or empty ones are silent.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule Reindex = new(
        "L33",
        "reindex-blocking",
        RuleGroup.Indexes,
        Severity.Error,
        "An index is built again while readers and writers wait."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "SHARE on the table and ACCESS EXCLUSIVE on the index: a SELECT waits when it is planned.",
        Why = "Readers wait too, other than with CREATE INDEX.",
        Safe = "REINDEX … CONCURRENTLY in a migration outside a transaction.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: the file is locked for its time.",
    };

    internal static readonly LintRule Duplicate = new(
        "L34",
        "duplicate-index",
        RuleGroup.Indexes,
        Severity.Note,
        "Another index begins with the same columns."
    )
    {
        Why = "It takes room and time of every write, and no query needs it.",
        Safe = "Leave it out, or drop the other one.",
        Silent = "Unique indexes, other methods, other predicates, expressions.",
    };

    internal static readonly LintRule TooWide = new(
        "L35",
        "index-too-wide",
        RuleGroup.Indexes,
        Severity.Note,
        "An index that is not unique has more than three columns."
    )
    {
        Why = "The columns after the first three rarely narrow a search, and always take room.",
        Safe = "Fewer columns; INCLUDE for those that are only read.",
        Silent = "Unique indexes.",
    };

    internal static readonly LintRule NoIndex = new(
        "L36",
        "foreign-key-without-index",
        RuleGroup.Indexes,
        Severity.Warning,
        "No index begins with the columns of a foreign key."
    )
    {
        IsSized = true,
        Why =
            "Each delete of a row that is referred to, and each change of its key, reads the whole of the table that "
            + "refers: 200,000 rows for one delete, measured.",
        Safe = "An index that begins with the key's columns.",
        Silent =
            "Primary keys and unique constraints that begin with the columns, an index that a later migration "
            + "adds, and "
            + "small tables.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        Blocking,
        Partitioned,
        Concurrent,
        MixedWork,
        Unnamed,
        LockTimeout,
        MayBeDouble,
        DropBlocking,
        Reindex,
        Duplicate,
        TooWide,
        NoIndex,
    ];
}
