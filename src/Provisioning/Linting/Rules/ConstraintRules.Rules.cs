namespace Provisioning.Linting.Rules;

// What the rules say of themselves.
internal static partial class ConstraintRules
{
    internal static readonly LintRule ValidatedCheck = new(
        "L15",
        "add-check-validated",
        RuleGroup.Constraints,
        Severity.Warning,
        "A CHECK is added and tested for all rows in one statement."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock =
            "ACCESS EXCLUSIVE while all rows are read; with NOT VALID for a moment. "
            + "VALIDATE blocks neither readers nor writers.",
        Why = "Readers and writers wait for the whole of the scan.",
        Safe = "Add it with NotValid(); check the old rows in a later migration with ValidateConstraint.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: the table is rebuilt (L89).",
    };

    internal static readonly LintRule ValidatedKey = new(
        "L16",
        "add-foreign-key-validated",
        RuleGroup.Constraints,
        Severity.Warning,
        "A foreign key is added and tested for all rows in one statement."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock =
            "SHARE ROW EXCLUSIVE on both tables while both are read; with NOT VALID for a moment. VALIDATE takes SHARE "
            + "UPDATE EXCLUSIVE and ROW SHARE: writers of both go on.",
        Why = "Whoever writes to one of the two tables waits until all rows are compared.",
        Safe =
            "Add it with NotValid(); check the old rows in a later migration with ValidateConstraint. From a "
            + "partitioned table add it partition by partition: PostgreSQL before 18 refuses NOT VALID there.",
        Silent =
            "Tables that are new or empty. A new table still locks the one that it refers to for a moment, which is a "
            + "note.",
        Sqlite = "Silent: the table is rebuilt (L89).",
    };

    internal static readonly LintRule Unique = new(
        "L17",
        "add-unique-builds-index",
        RuleGroup.Constraints,
        Severity.Error,
        "A unique constraint is added, and its index is built under the strongest lock."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the index is built; with USING INDEX for a moment.",
        Why = "Readers wait too, unlike with CREATE INDEX.",
        Safe =
            "Build a unique index concurrently in a migration outside a transaction; then create the constraint with "
            + "UsingIndex. The index must be complete, without expressions, and sort upwards.",
        Silent = "New or empty tables, and USING INDEX.",
        Sqlite = "Silent: a unique index is made, which takes the time of a scan.",
    };

    internal static readonly LintRule PrimaryKey = new(
        "L18",
        "add-primary-key-builds-index",
        RuleGroup.Constraints,
        Severity.Error,
        "A primary key is added, and its index is built under the strongest lock."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the index is built; with USING INDEX for a moment.",
        Why = "Readers and writers wait until the index is there.",
        Safe =
            "Build a unique index concurrently in a migration outside a transaction; make the columns NOT NULL as L13 "
            + "says; then create the primary key with UsingIndex.",
        Silent = "New or empty tables, and USING INDEX.",
        Sqlite = "Silent: the table is rebuilt (L89).",
    };

    internal static readonly LintRule NullableKey = new(
        "L19",
        "primary-key-on-nullable",
        RuleGroup.Constraints,
        Severity.Warning,
        "A primary key is made of a column that takes NULL."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while all rows are read once more, also with USING INDEX.",
        Why = "The key makes the column NOT NULL, which is a scan of its own.",
        Safe = "Make the column NOT NULL first, as L13 says.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: there the columns of a key may hold NULL.",
    };

    internal static readonly LintRule Exclusion = new(
        "L20",
        "add-exclusion-constraint",
        RuleGroup.Constraints,
        Severity.Error,
        "An exclusion constraint is added to a table with rows."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the index is built and all rows are tested.",
        Why = "PostgreSQL has no way to do this while others work.",
        Safe = "A window without traffic; or a new table with the constraint, filled in batches and switched.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: SQLite has none.",
    };

    internal static readonly LintRule ValidatedAtOnce = new(
        "L21",
        "validate-with-add",
        RuleGroup.Constraints,
        Severity.Error,
        "A constraint is added NOT VALID and validated in the same transaction."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "The strong lock of ADD CONSTRAINT is held until COMMIT, and so during the scan of VALIDATE.",
        Why =
            "The two are apart so that the scan blocks neither readers nor writers; in one transaction it blocks them.",
        Safe = "VALIDATE CONSTRAINT in a migration of its own, after this one.",
        Silent = "Migrations outside a transaction, and new or empty tables.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule LeftUnvalidated = new(
        "L22",
        "unvalidated-constraint-left",
        RuleGroup.Constraints,
        Severity.Note,
        "A constraint is added NOT VALID, and no migration validates it."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "The planner does not believe it, and neither can readers: old rows may be against it.",
        Safe = "ALTER TABLE … VALIDATE CONSTRAINT in a later migration.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule DomainConstraint = new(
        "L23",
        "domain-constraint-change",
        RuleGroup.Constraints,
        Severity.Error,
        "A constraint of a domain is added or validated, and every table that uses it is locked and read."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "SHARE on every table that uses the domain while all its rows are read, also for VALIDATE.",
        Why = "Writers of all these tables wait; no other VALIDATE stops writers.",
        Safe = "NOT VALID, and VALIDATE in a quiet hour; or checks on the columns instead.",
        Silent = "NOT VALID, and domains that no table uses.",
        Sqlite = "Silent: SQLite has no domains.",
    };

    internal static readonly LintRule LocksTheOther = new(
        "L24",
        "drop-locks-the-other-table",
        RuleGroup.Constraints,
        Severity.Warning,
        "Something is dropped that locks another table as well."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE also on the table at the other end of the foreign key.",
        Why = "Whoever reads the other table waits, which is often the busiest one.",
        Safe = "Drop the foreign key alone in a migration of its own, which is short; then the column or the table.",
        Silent = "Keys between tables that are new.",
        Sqlite = "Silent.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        ValidatedCheck,
        ValidatedKey,
        Unique,
        PrimaryKey,
        NullableKey,
        Exclusion,
        ValidatedAtOnce,
        LeftUnvalidated,
        DomainConstraint,
        LocksTheOther,
    ];
}
