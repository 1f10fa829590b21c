namespace Provisioning.Linting.Rules;

// What the rules say of themselves.
internal static partial class ChangedColumnRules
{
    internal static readonly LintRule Rewrite = new(
        "L09",
        "column-type-rewrite",
        RuleGroup.Columns,
        Severity.Error,
        "A type is changed in a way that writes every row again."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the table and all its indexes are written again.",
        Why = "Readers and writers wait, the disk needs room for a second copy, and replicas write it all as well.",
        Safe =
            "A new column; a trigger that writes both; the old rows in batches; NOT NULL as L13 says and indexes built "
            + "concurrently; then the names switched in one short transaction, and the old column dropped later: "
            + "`provision new migration --safe type-change` writes them. "
            + "Several changes of one table in one ALTER TABLE are one rewrite.",
        Silent =
            "Changes that cost nothing: a longer varchar, varchar to text and back without a length, a numeric "
            + "with more "
            + "digits before the point, more digits of a second, cidr to inet, timestamp to timestamptz and "
            + "back, as a run is in "
            + "UTC. New or empty tables.",
        Sqlite = "Silent: the table is rebuilt (L89).",
    };

    internal static readonly LintRule IndexRebuild = new(
        "L10",
        "column-type-index-rebuild",
        RuleGroup.Columns,
        Severity.Warning,
        "A change of type that leaves the rows alone builds indexes again."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while each index with the column in an expression or predicate is built.",
        Why =
            "A wider varchar costs nothing, but an index expression or predicate that names the column is built again, "
            + "and so are plain indexes where the collation or the operator class changes.",
        Safe = "Drop the index concurrently, change the type, and build the index concurrently.",
        Silent = "Plain indexes under a change that costs nothing. New or empty tables.",
        Sqlite = "Silent: the table is rebuilt (L89).",
    };

    internal static readonly LintRule Rechecks = new(
        "L11",
        "column-type-rechecks",
        RuleGroup.Columns,
        Severity.Warning,
        "A change of type tests a CHECK or a foreign key of the column again."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock =
            "ACCESS EXCLUSIVE while all rows are read for the CHECK; for a foreign key on both tables, and both are "
            + "read.",
        Why = "Even a change that costs nothing else reads all rows where a CHECK names the column.",
        Safe =
            "Drop the CHECK, change the type, add the CHECK NOT VALID, and validate it in a later migration. For a "
            + "foreign key change both columns the way of L09.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: the table is rebuilt (L89).",
    };

    internal static readonly LintRule Blocked = new(
        "L12",
        "column-type-blocked",
        RuleGroup.Columns,
        Severity.Error,
        "The type of a column is named that a view, a computed column, a policy or a trigger's condition uses."
    )
    {
        Scope = RuleScope.TableLocks,
        Why =
            "PostgreSQL refuses ALTER COLUMN … TYPE while they use the column, also where the type stays the same, and "
            + "AlterColumn always names the type.",
        Safe =
            "Drop what uses the column before it and create it again after it, with its grants, in the same migration. "
            + "Where only NULL or a default changes, use SetNotNull or SetNullable.",
        Silent = "Raw SQL that names no TYPE.",
        Sqlite = "Silent: the rebuild creates them again.",
    };

    internal static readonly LintRule SetNotNull = new(
        "L13",
        "set-not-null-scan",
        RuleGroup.Columns,
        Severity.Warning,
        "A column is made NOT NULL, and all rows are read to see whether it may be."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while all rows are read; none is read where a validated CHECK says IS NOT NULL.",
        Why = "Readers and writers wait for the whole of the scan.",
        Safe =
            "A check (column IS NOT NULL) with NotValid(); fill the old rows; ValidateConstraint in a later migration, "
            + "which blocks neither readers nor writers; then SetNotNull, which believes the check; "
            + "and drop the check in a statement of its own. `provision new migration --safe not-null` writes them.",
        Silent =
            "A column that is NOT NULL already, a validated CHECK of an earlier migration that says so, and new "
            + "or empty "
            + "tables.",
        Sqlite = "Silent: the rebuild tests the rows first (L89).",
    };

    internal static readonly LintRule WithoutProof = new(
        "L14",
        "set-not-null-with-drop-check",
        RuleGroup.Columns,
        Severity.Error,
        "The CHECK that proves NOT NULL is of no use to the statement."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while all rows are read in spite of the CHECK.",
        Why =
            "In one ALTER TABLE the DROP CONSTRAINT goes first, so that SET NOT NULL finds no proof. The same happens "
            + "where TYPE is named, even the same type, as AlterColumn does: the CHECK is made and tested again.",
        Safe = "Two statements: SET NOT NULL alone, then DROP CONSTRAINT. One transaction is fine.",
        Silent = "New or empty tables.",
        Sqlite = "Silent.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [Rewrite, IndexRebuild, Rechecks, Blocked, SetNotNull, WithoutProof];
}
