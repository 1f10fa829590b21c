using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Columns that are added to tables with rows: L01 to L08.</summary>
internal static class AddedColumnRules
{
    private const string Backfill =
        "fill the old rows in batches outside the migration's transaction, by ranges of the primary key";

    internal static readonly LintRule VolatileDefault = new(
        "L01",
        "add-column-volatile-default",
        RuleGroup.Columns,
        Severity.Error,
        "A column is added with a default that each row gets a value of its own of."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock =
            "ACCESS EXCLUSIVE while the table and all its indexes are written again: seconds for a million rows, where "
            + "a constant default takes milliseconds.",
        Why =
            "A constant or now() is kept once, in the catalogue. random(), gen_random_uuid(), clock_timestamp(), "
            + "nextval() and the like are worked out for each row, and readers and writers wait meanwhile.",
        Safe =
            "Add the column without a default; set the default, which is for new rows only; fill the old rows in "
            + "batches outside the migration's transaction; make it NOT NULL as L13 says.",
        Silent =
            "Constants, now() and other stable functions, and new or empty tables. A function that is not known is a "
            + "note: its volatility is not known.",
        Sqlite = "Silent: SQLite refuses such a default, and the table is rebuilt (L89).",
    };

    internal static readonly LintRule AutoIncrement = new(
        "L02",
        "add-column-auto-increment",
        RuleGroup.Columns,
        Severity.Error,
        "A column that numbers rows is added to a table with rows."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the table and all its indexes are written again.",
        Why = "Every old row gets a number at once, with readers and writers waiting.",
        Safe =
            "Add a nullable bigint; create a sequence and make its nextval the default; fill the old rows in "
            + "batches in "
            + "the order of the key; build a unique index concurrently; set NOT NULL as L13 says; then, in one short "
            + "transaction, drop the default, add the identity, set its sequence on, and make the index the key.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: a column that numbers rows can only be made with its table.",
    };

    internal static readonly LintRule StoredGenerated = new(
        "L03",
        "add-column-stored-generated",
        RuleGroup.Columns,
        Severity.Error,
        "A computed column that is kept in the row is added."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the table and all its indexes are written again.",
        Why = "The value of every old row is computed and stored at once. PostgreSQL before 18 has no other kind.",
        Safe =
            "A plain column that a BEFORE INSERT OR UPDATE trigger fills, and a backfill in batches; or a view that "
            + "computes it; or, from PostgreSQL 18 on, a VIRTUAL column.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: a stored column makes a rebuild (L89), a virtual one costs nothing.",
    };

    internal static readonly LintRule ConstrainedDomain = new(
        "L04",
        "add-column-constrained-domain",
        RuleGroup.Columns,
        Severity.Error,
        "A column is added whose type is a domain with a CHECK or NOT NULL."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock =
            "ACCESS EXCLUSIVE while the table and all its indexes are written again, even where the column is nullable "
            + "and has no default.",
        Why = "PostgreSQL tests the domain for each old row, and rewrites the table to do so.",
        Safe = "Give the column the domain's base type, add the check to the table NOT VALID, and validate it later.",
        Silent = "Domains without a constraint, and domains that no migration made, of which nothing is known.",
        Sqlite = "Silent: SQLite has no domains.",
    };

    internal static readonly LintRule InlineCheck = new(
        "L05",
        "add-column-inline-check",
        RuleGroup.Columns,
        Severity.Warning,
        "A column is added together with a CHECK."
    )
    {
        IsSized = true,
        Lock = "ACCESS EXCLUSIVE while all rows are read, although all of them have the same value.",
        Why = "The check is tested for every old row under the lock of ADD COLUMN.",
        Safe = "Add the column; add the check NOT VALID; validate it in a later migration.",
        Silent = "New or empty tables.",
        Sqlite = "The check is tested for all rows, and a default that does not pass makes it fail.",
    };

    internal static readonly LintRule InlineUnique = new(
        "L06",
        "add-column-inline-unique",
        RuleGroup.Columns,
        Severity.Error,
        "A column is added together with UNIQUE or PRIMARY KEY."
    )
    {
        IsSized = true,
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE while the index is built.",
        Why = "The index is built under the lock of ADD COLUMN, so that readers wait for it too.",
        Safe =
            "Add the column; in a migration of its own, outside a transaction, build a unique index concurrently; then "
            + "ADD CONSTRAINT … USING INDEX.",
        Silent = "New or empty tables.",
        Sqlite = "Silent: SQLite refuses it in ADD COLUMN.",
    };

    internal static readonly LintRule InlineReference = new(
        "L07",
        "add-column-inline-reference",
        RuleGroup.Columns,
        Severity.Warning,
        "A column is added together with a foreign key."
    )
    {
        Lock =
            "ACCESS EXCLUSIVE on the table and SHARE ROW EXCLUSIVE on the one that it refers to. Without a default no "
            + "row is read; with one, both tables are.",
        Why = "Both tables are locked until the migration commits, and whoever writes to the other one waits.",
        Safe = "Add the column; add the foreign key NOT VALID; validate it in a later migration.",
        Silent = "New tables on both sides.",
        Sqlite = "SQLite refuses REFERENCES with a default other than NULL while foreign keys are on.",
    };

    internal static readonly LintRule Required = new(
        "L08",
        "add-required-column",
        RuleGroup.Columns,
        Severity.Error,
        "A column is added that takes no NULL and has no default."
    )
    {
        Why =
            "It fails at the first row that is there. Where none is, an application that does not know the column yet "
            + "can insert no rows.",
        Safe = "Give it a default; or add it as nullable, fill the old rows, and make it NOT NULL as L13 says.",
        Silent =
            "New or empty tables, columns that are computed or numbered, and columns whose rows are set in the "
            + "same call.",
        Sqlite = "The same: \"Cannot add a NOT NULL column with default value NULL\".",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        VolatileDefault,
        AutoIncrement,
        StoredGenerated,
        ConstrainedDomain,
        InlineCheck,
        InlineUnique,
        InlineReference,
        Required,
    ];

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        scene.Change.Does switch
        {
            AddColumn o => Added(o, scene),
            AddCheck o when scene.Change.IsInline => Inline(o.Table, InlineCheck, "its CHECK is tested", scene),
            AddUnique o when scene.Change.IsInline => Inline(o.Table, InlineUnique, "its index is built", scene),
            AddPrimaryKey o when scene.Change.IsInline => Inline(o.Table, InlineUnique, "its index is built", scene),
            AddForeignKey o when scene.Change.IsInline => Reference(o, scene),
            _ => [],
        };

    private static IEnumerable<LintFinding> Added(AddColumn o, Scene scene)
    {
        var (table, column) = (Scene.Sql(o.Table), Scene.Sql(o.Column.Name));
        var (name, size) = ($"{o.Table}.{o.Column.Name}", scene.Sized(o.Table));
        var type = scene.Dialect.TypeName(o.Column.Type);
        var made = Volatile.IsMadePerRow(o.Column.Default, scene.Before);
        if (scene.Rewriting(o.Table) is { } severity)
        {
            if (o.Column.Identity is not null)
            {
                yield return scene.Find(
                    AutoIncrement,
                    severity,
                    name,
                    $"Every row of {o.Table} ({size}) is written again to number it, and readers and writers wait."
                );
            }
            else if (o.Column.Computed is not null)
            {
                yield return scene.Find(
                    StoredGenerated,
                    severity,
                    name,
                    $"Every row of {o.Table} ({size}) is written again to compute {o.Column.Name}, and readers and "
                        + "writers wait."
                );
            }
            else if (made is not false)
            {
                yield return made is true
                    ? scene.Find(
                        VolatileDefault,
                        severity,
                        name,
                        $"The default of {o.Column.Name} differs from row to row, so {o.Table} ({size}) and its "
                            + "indexes "
                            + "are written again, and readers and writers wait.",
                        [
                            $"ALTER TABLE {table} ADD COLUMN {column} {type};",
                            $"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT …; -- for new rows",
                            Backfill,
                            .. o.Column.IsNullable is true
                                ? Array.Empty<string>()
                                : ["make it NOT NULL: provision lint --explain L13"],
                        ]
                    )
                    : scene.Find(
                        VolatileDefault,
                        Severity.Note,
                        name,
                        $"The default of {o.Column.Name} calls a function whose volatility is not known. If it is "
                            + $"volatile, {o.Table} ({size}) is written again."
                    );
            }
            else if (scene.Before.Domains.GetValueOrDefault(type))
            {
                yield return scene.Find(
                    ConstrainedDomain,
                    severity,
                    name,
                    $"The domain {type} has a constraint, so {o.Table} ({size}) and its indexes are written again, and "
                        + "readers and writers wait."
                );
            }
        }

        if (IsRequired(o, scene))
        {
            yield return scene.Find(
                Required,
                name,
                $"{o.Column.Name} takes no NULL and has no default: it fails where {o.Table} has a row ({size}).",
                $"ALTER TABLE {table} ADD COLUMN {column} {type} NOT NULL DEFAULT …;",
                "or: add it as nullable, fill the rows, then make it NOT NULL: provision lint --explain L13"
            );
        }
    }

    private static bool IsRequired(AddColumn o, Scene scene) =>
        o.Column
            is { IsNullable: not true, Default: null or LiteralDefault { Value: null }, Identity: null, Computed: null }
        && scene.IsOld(o.Table)
        && scene.Size(o.Table) is not { IsEmpty: true };

    private static IEnumerable<LintFinding> Inline(ObjectName table, LintRule rule, string what, Scene scene)
    {
        var severity = rule == InlineCheck ? scene.Scanning(table) : scene.Rewriting(table);
        if (severity is { } found)
        {
            yield return scene.Find(
                rule,
                found,
                table.ToString(),
                $"A column is added and {what} in one statement: readers and writers of {table} "
                    + $"({scene.Sized(table)}) wait until its rows are read."
            );
        }
    }

    private static IEnumerable<LintFinding> Reference(AddForeignKey o, Scene scene)
    {
        if (!scene.IsOld(o.Table))
        {
            yield break;
        }

        var column = o.Key.Columns.Count > 0 ? o.Key.Columns[0] : "";
        var hasDefault = scene.Before.Find(o.Table, column)?.Default is not null;
        yield return scene.Find(
            InlineReference,
            hasDefault ? Severity.Error : Severity.Warning,
            $"{o.Table}.{column}",
            hasDefault
                ? $"{o.Table} ({scene.Sized(o.Table)}) and {o.Key.References} are locked while all their rows "
                    + "are read, "
                    + "as the column has a default."
                : $"{o.Key.References} is locked as well: whoever writes to it waits until this migration commits.",
            $"ALTER TABLE {Scene.Sql(o.Table)} ADD COLUMN {Scene.Sql(column)} …;",
            $"ALTER TABLE {Scene.Sql(o.Table)} ADD FOREIGN KEY ({Scene.Sql(column)}) REFERENCES "
                + $"{Scene.Sql(o.Key.References)} NOT VALID;",
            "VALIDATE CONSTRAINT in a later migration"
        );
    }
}
