namespace Provisioning.Linting.Rules;

// What the rules say of themselves.
internal static partial class DesignRules
{
    internal static readonly LintRule NoPrimaryKey = new(
        "L72",
        "table-without-primary-key",
        RuleGroup.Design,
        Severity.Warning,
        "A table has no primary key when all migrations have run."
    )
    {
        Why = "Its rows cannot be told apart: logical replication, export and seeding need a key.",
        Safe = "A primary key; where a unique constraint over columns without NULL is there, make it the key.",
        Silent = "Temporary tables, and a key that a later migration adds. With such a unique constraint it is a note.",
    };

    internal static readonly LintRule SmallKey = new(
        "L73",
        "int-primary-key",
        RuleGroup.Design,
        Severity.Note,
        "A primary key that numbers rows is an int or smallint."
    )
    {
        IsOptional = true,
        Scope = RuleScope.TableLocks,
        Why = "It ends at 2,147,483,647, and making it a bigint later writes the whole table again.",
        Safe = "AsInt64() from the beginning.",
        Silent = "Other columns, and keys that are not numbered.",
        Sqlite = "Silent: there every such key has 64 bits.",
    };

    internal static readonly LintRule NoTimeZone = new(
        "L74",
        "timestamp-without-time-zone",
        RuleGroup.Design,
        Severity.Note,
        "A column is a timestamp without a time zone."
    )
    {
        IsOptional = true,
        Scope = RuleScope.TableLocks,
        Why = "Which moment a value means depends on the session that reads it.",
        Safe = "AsDateTimeOffset().",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule Doubtful = new(
        "L75",
        "doubtful-type",
        RuleGroup.Design,
        Severity.Note,
        "A column is money, json or char(n)."
    )
    {
        IsOptional = true,
        Scope = RuleScope.TableLocks,
        Why = "money depends on a setting, json cannot be compared, char(n) is filled up with blanks.",
        Safe = "numeric, jsonb, varchar or text.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule Serial = new(
        "L76",
        "serial-instead-of-identity",
        RuleGroup.Design,
        Severity.Note,
        "Raw SQL makes a serial column."
    )
    {
        IsOptional = true,
        Scope = RuleScope.TableLocks,
        Why = "Its sequence has rights and an owner of its own.",
        Safe = "GENERATED … AS IDENTITY.",
        Silent = "Identity() in migrations, whatever --identity makes of it.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule TooLong = new(
        "L77",
        "identifier-too-long",
        RuleGroup.Design,
        Severity.Error,
        "A name has more than 63 bytes."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "PostgreSQL cuts it without a word: Down does not find it, and two names may become one.",
        Safe = "A shorter name.",
        Silent = "63 bytes, which may be fewer characters.",
        Sqlite = "Silent: names have no limit there.",
    };

    internal static readonly LintRule IrreversibleRule = new(
        "L78",
        "irreversible-migration",
        RuleGroup.Design,
        Severity.Note,
        "A migration cannot be rolled back, or not with its data."
    )
    {
        Why = "The way back is a backup then.",
        Safe = "Write its Down; run with --backup-first.",
        Silent = "Repeatable migrations.",
    };

    internal static readonly LintRule OutOfOrderRule = new(
        "L79",
        "out-of-order-version",
        RuleGroup.Design,
        Severity.Warning,
        "A pending version is below one that is applied."
    )
    {
        Why = "It was written for a schema without the versions after it, and other databases run it before them.",
        Safe = "A number above the newest one.",
        Silent = "Without --url, as only a ledger knows.",
    };

    internal static readonly LintRule IfNotExists = new(
        "L80",
        "misleading-if-not-exists",
        RuleGroup.Design,
        Severity.Warning,
        "CREATE TABLE IF NOT EXISTS for a table that is there with other columns."
    )
    {
        Why = "Nothing happens, and nothing is said.",
        Safe = "Alter the table, or leave it out.",
        Silent = "The same columns, and tables that no migration makes.",
    };

    internal static readonly LintRule Privilege = new(
        "L81",
        "needs-privilege",
        RuleGroup.Design,
        Severity.Note,
        "A statement needs more rights than a migration role has."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "An extension that is not trusted, roles, event triggers and the like are a superuser's business.",
        Safe = "Have it done once by whoever runs the server, and check for it in the migration.",
        Silent = "Extensions that are trusted: pgcrypto, pg_trgm, citext, hstore and more.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule SearchPath = new(
        "L82",
        "search-path-in-function",
        RuleGroup.Design,
        Severity.Warning,
        "A function runs with its owner's rights and the caller's search path."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "Whoever may create objects in a schema of the path has their code run with the owner's rights.",
        Safe = "SET search_path in its definition: SearchPath of Create.Function.",
        Silent = "Functions that run with the caller's rights.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule ToPublic = new(
        "L83",
        "grant-to-public",
        RuleGroup.Design,
        Severity.Warning,
        "A right is granted to PUBLIC."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "Every role of the server has it then.",
        Safe = "Name the role.",
        Silent = "REVOKE … FROM PUBLIC.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule GrantWaits = new(
        "L84",
        "grant-waits-for-grant",
        RuleGroup.Design,
        Severity.Note,
        "GRANT or REVOKE in a migration."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "No table; two open transactions that grant on one object wait for each other.",
        Why = "In a long transaction others that grant wait for its end.",
        Safe = "A short migration; or provision roles apply.",
        Sqlite = "Silent.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        NoPrimaryKey,
        SmallKey,
        NoTimeZone,
        Doubtful,
        Serial,
        TooLong,
        IrreversibleRule,
        OutOfOrderRule,
        IfNotExists,
        Privilege,
        SearchPath,
        ToPublic,
        GrantWaits,
    ];
}
