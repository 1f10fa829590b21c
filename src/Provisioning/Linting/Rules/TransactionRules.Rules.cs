namespace Provisioning.Linting.Rules;

// What the rules say of themselves.
internal static partial class TransactionRules
{
    internal static readonly LintRule NoLockTimeout = new(
        "L47",
        "missing-lock-timeout",
        RuleGroup.Transactions,
        Severity.Warning,
        "A statement waits for a table without a limit."
    )
    {
        Scope = RuleScope.TableLocks,
        Why =
            "A statement that waits for ACCESS EXCLUSIVE queues every later reader after it: one idle transaction "
            + "elsewhere stops the application.",
        Safe =
            "Nothing: a run waits a second (--table-wait), rolls back, and tries again with growing pauses. Leave SET "
            + "lock_timeout = 0 and --table-wait 0 out.",
        Silent = "New tables, and locks that block neither readers nor writers.",
        Sqlite = "Silent: the wait for the file has a limit.",
    };

    internal static readonly LintRule NoStatementTimeout = new(
        "L48",
        "missing-statement-timeout",
        RuleGroup.Transactions,
        Severity.Note,
        "A statement reads or writes all rows under a lock that stops writers, for as long as that takes."
    )
    {
        IsOptional = true,
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Why = "On larger tables than expected the application stands still until someone notices.",
        Safe =
            "up --statement-timeout SECONDS, or SET LOCAL statement_timeout in the migration's SQL: it is then rolled "
            + "back.",
        Silent = "Small and new tables, work that stops no writer, and where the migration's SQL sets a limit.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule WorkUnderLock = new(
        "L49",
        "work-under-strong-lock",
        RuleGroup.Transactions,
        Severity.Warning,
        "A transaction that has locked a table goes on with work that grows with rows."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "Every lock is held until COMMIT.",
        Why = "A change that takes a moment by itself stops the application for as long as what comes after it.",
        Safe = "The quick change in one migration, and scans, builds, updates and code in others.",
        Silent = "Changes of the catalogue alone, small tables, and what the same transaction made.",
        Sqlite = "Silent: the file has one writer anyway.",
    };

    internal static readonly LintRule SeveralTables = new(
        "L50",
        "several-tables-locked",
        RuleGroup.Transactions,
        Severity.Warning,
        "A transaction locks several tables that others use."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "SHARE ROW EXCLUSIVE or ACCESS EXCLUSIVE on each, all until COMMIT.",
        Why = "Applications that take the tables in another order deadlock with it, and the waits add up.",
        Safe = "A migration for each table.",
        Silent = "New or empty tables, and the two tables of one foreign key.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule CombineAlters = new(
        "L51",
        "combine-alters",
        RuleGroup.Transactions,
        Severity.Note,
        "Several statements read or write one table, each the whole of it."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "In one ALTER TABLE a rewrite, SET NOT NULL and a CHECK are one pass.",
        Safe = "One ALTER TABLE with several actions, with Execute.Sql.",
        Silent = "Changes of the catalogue alone.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule GuardWaits = new(
        "L52",
        "guard-still-waits",
        RuleGroup.Transactions,
        Severity.Note,
        "A statement with IF [NOT] EXISTS has nothing to do and locks the table all the same."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ADD COLUMN IF NOT EXISTS: ACCESS EXCLUSIVE; CREATE INDEX IF NOT EXISTS: SHARE. Both wait for it.",
        Why =
            "A guard is no help for repeats either: the ledger knows what has run, and a run goes on where it stopped.",
        Safe = "Leave the statement out.",
        Silent = "Where the migrations before do not say that there is nothing to do.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule TransactionWord = new(
        "L53",
        "transaction-words-in-sql",
        RuleGroup.Transactions,
        Severity.Error,
        "Raw SQL begins or ends a transaction, or is a command of a shell."
    )
    {
        Why =
            "The run opens and commits the migration's transaction itself, and refuses such SQL before anything runs.",
        Safe = "Leave it out. What has to be committed apart goes into a migration of its own.",
        Silent = "A script that is one BEGIN … COMMIT as a whole, of which the two are left out.",
    };

    internal static readonly LintRule NotAnalysed = new(
        "L54",
        "not-analysed",
        RuleGroup.Transactions,
        Severity.Warning,
        "What a statement does cannot be read."
    )
    {
        Why = "Code, DO blocks and calls of functions may do anything; no rule says that they are harmless.",
        Safe =
            "Statements in place of code where possible. Else look at it yourself, and say so: [LintIgnore(\"L54\", "
            + "\"why\")] or -- provision:ignore L54 why.",
        Silent = "SELECT of functions that are known to change nothing, setval and set_config.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        NoLockTimeout,
        NoStatementTimeout,
        WorkUnderLock,
        SeveralTables,
        CombineAlters,
        GuardWaits,
        TransactionWord,
        NotAnalysed,
    ];
}
