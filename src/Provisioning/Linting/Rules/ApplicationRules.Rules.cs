namespace Provisioning.Linting.Rules;

// What the rules say of themselves.
internal static partial class ApplicationRules
{
    internal static readonly LintRule DropColumnRule = new(
        "L55",
        "drop-column",
        RuleGroup.Applications,
        Severity.Warning,
        "A column is dropped that a running release may use."
    )
    {
        Lock = "ACCESS EXCLUSIVE for a moment; no row is written.",
        Why = "Code that names the column fails at once, and its values are gone.",
        Safe = "Two releases: first code that neither reads nor writes it, then the migration.",
        Silent = "Columns and tables of the same migration, and rollbacks.",
        Sqlite =
            "All rows are written again. Where a trigger's body names the column it is an error: SQLite drops "
            + "it, and the "
            + "trigger fails afterwards.",
    };

    internal static readonly LintRule DropColumnTakesMore = new(
        "L56",
        "drop-column-takes-more",
        RuleGroup.Applications,
        Severity.Warning,
        "With a column go keys, checks and indexes that name it."
    )
    {
        Why = "They are dropped without a word, those over several columns among them.",
        Safe = "Drop them by name before it, or create what is still needed over the other columns.",
        Silent = "Columns that nothing names.",
        Sqlite = "SQLite refuses to drop such a column; a run rebuilds the table without them.",
    };

    internal static readonly LintRule BreaksWriters = new(
        "L57",
        "breaks-old-writers",
        RuleGroup.Applications,
        Severity.Warning,
        "Rows that the release before writes are refused."
    )
    {
        Why = "Between the migration and the new release the old one still writes.",
        Safe = "Two releases: first one that writes what will be required, then the migration.",
        Silent =
            "New tables, and new columns that keep a default. A CHECK or a unique constraint is a note: whether "
            + "the old release breaks it "
            + "is not "
            + "known.",
    };

    internal static readonly LintRule RenameColumnRule = new(
        "L58",
        "rename-column",
        RuleGroup.Applications,
        Severity.Warning,
        "A column is renamed that a running release uses."
    )
    {
        Lock = "ACCESS EXCLUSIVE for a moment.",
        Why = "The old release fails from that moment, and the new one before it.",
        Safe = "A new column and a trigger that writes both; a release that says the new name; then drop the old one.",
        Silent = "Columns and tables of the same migration.",
    };

    internal static readonly LintRule RenameTableRule = new(
        "L59",
        "rename-table",
        RuleGroup.Applications,
        Severity.Warning,
        "A table is renamed that a running release uses."
    )
    {
        Lock = "ACCESS EXCLUSIVE for a moment.",
        Why = "The old release fails from that moment.",
        Safe = "A view with the old name in the same migration: it takes INSERT, UPDATE and DELETE as well.",
        Silent = "Where the same migration makes a view or table of the old name, and tables of the same migration.",
        Sqlite = "The same, but a view takes no writes without INSTEAD OF triggers.",
    };

    internal static readonly LintRule MoveTableRule = new(
        "L60",
        "move-table",
        RuleGroup.Applications,
        Severity.Warning,
        "A table or a schema gets another name that a running release does not know."
    )
    {
        Lock = "ACCESS EXCLUSIVE for a moment.",
        Why = "The old release fails from that moment, unless its search path has the new schema.",
        Safe = "A view with the old name in the same migration.",
        Silent = "Where the same migration makes a view or table of the old name.",
        Sqlite = "Silent: SQLite has no schemas.",
    };

    internal static readonly LintRule DropTableRule = new(
        "L61",
        "drop-table",
        RuleGroup.Applications,
        Severity.Warning,
        "A table is dropped with its rows."
    )
    {
        Lock = "ACCESS EXCLUSIVE on it and on the tables that its foreign keys refer to.",
        Why = "Only a backup brings the rows back, and a release that still uses it fails.",
        Safe = "Rename it to _old_…, and drop it a release later; or run with --backup-first.",
        Silent = "New or empty tables, and rollbacks. IF EXISTS of a table that no migration makes is a note.",
    };

    internal static readonly LintRule DropNotNull = new(
        "L62",
        "drop-not-null",
        RuleGroup.Applications,
        Severity.Note,
        "A column takes NULL that took none."
    )
    {
        Why = "A release that reads it may not expect NULL.",
        Safe = "First a release that reads NULL.",
        Silent = "New tables and columns.",
    };

    internal static readonly LintRule Narrowing = new(
        "L63",
        "narrowing-type",
        RuleGroup.Applications,
        Severity.Warning,
        "A type gets narrower: values may not fit, or lose something."
    )
    {
        Why = "The change fails in the middle of a release, or rounds without a word.",
        Safe = "Count the values that do not fit before the release.",
        Silent = "Types that get wider, and new tables.",
        Sqlite = "The rebuild fails where a value is no number; length and precision mean nothing there.",
    };

    internal static readonly LintRule RenameValue = new(
        "L64",
        "rename-enum-value",
        RuleGroup.Applications,
        Severity.Warning,
        "A value of an enum is renamed that a running release writes."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "The old release writes the old word, which is no value any more.",
        Safe = "Add the new value, release, update the rows, and leave the old one unused.",
        Sqlite = "Silent: a CHECK stands in for an enum.",
    };

    internal static readonly LintRule EnumValueAtOnce = new(
        "L65",
        "enum-value-used-at-once",
        RuleGroup.Applications,
        Severity.Error,
        "A new value of an enum is used in the transaction that adds it."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "PostgreSQL refuses it: unsafe use of new value.",
        Safe = "Two migrations.",
        Silent = "Types that the same migration creates.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule EnumOrder = new(
        "L66",
        "enum-value-order",
        RuleGroup.Applications,
        Severity.Note,
        "A value is added at the end of an enum."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "It sorts after all others, and no statement takes a value away: Down cannot undo it.",
        Safe = "Say BEFORE or AFTER where the order matters; a table of values where values come and go.",
        Silent = "BEFORE and AFTER, and new types.",
        Sqlite = "Silent.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        DropColumnRule,
        DropColumnTakesMore,
        BreaksWriters,
        RenameColumnRule,
        RenameTableRule,
        MoveTableRule,
        DropTableRule,
        DropNotNull,
        Narrowing,
        RenameValue,
        EnumValueAtOnce,
        EnumOrder,
    ];
}
