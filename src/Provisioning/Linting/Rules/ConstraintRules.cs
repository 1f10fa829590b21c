using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Keys, checks and domains: L15 to L24.</summary>
internal static class ConstraintRules
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
        Lock = "ACCESS EXCLUSIVE while all rows are read; with NOT VALID for a moment. VALIDATE stops nobody.",
        Why = "Readers and writers wait for the whole of the scan.",
        Safe = "Add it NOT VALID with Execute.Sql; validate it in a later migration.",
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
            "Add it NOT VALID with Execute.Sql; validate it in a later migration. From a partitioned table add it "
            + "partition by partition: PostgreSQL before 18 refuses NOT VALID there.",
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
            "Build a unique index concurrently in a migration outside a transaction; then ADD CONSTRAINT … "
            + "UNIQUE USING "
            + "INDEX. The index must be complete, without expressions, and sort upwards.",
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
            + "says; then ADD PRIMARY KEY USING INDEX.",
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
        Why = "The two are apart so that the scan stops nobody; in one transaction nothing is won.",
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

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        (scene.Change.Does, scene.Change.Command) switch
        {
            (AddCheck o, _) when !scene.Change.IsInline && !scene.Change.IsNotValid => Added(o, scene),
            (AddForeignKey o, _) when !scene.Change.IsInline => Added(o, scene),
            (CreateTable o, _) => Referred(o, scene),
            (AddUnique o, _) when !scene.Change.IsInline && !scene.Change.UsesIndex => Built(
                Unique,
                o.Table,
                o.Unique.Columns,
                o.Unique.Name,
                "UNIQUE",
                scene
            ),
            (AddPrimaryKey o, _) when !scene.Change.IsInline => Keyed(o, scene),
            (_, Command.AddExclusion) => Excluded(scene.Change.Target!.Value, scene),
            (_, Command.ValidateConstraint) => Validated(scene.Change.Target!.Value, scene),
            (_, Command.DomainConstraint) when !scene.Change.IsNotValid => OfDomain(scene),
            (DropConstraint or DropColumn or DropTable, _) => Dropped(scene),
            _ => [],
        };

    /// <summary>What is found at the end.</summary>
    public static IEnumerable<LintFinding> CheckEnd(IReadOnlyList<MigrationScene> run, Known known) =>
        from scene in run.SelectMany(migration => migration.Scenes)
        where scene.Change.IsNotValid
        let constraint = scene.Change.Does switch
        {
            AddCheck o => (o.Table, o.Check.Name),
            AddForeignKey o => (o.Table, o.Key.Name),
            _ => ((ObjectName, string?)?)null,
        }
        where constraint?.Item2 is not null
        let table = constraint.Value.Item1
        let name = constraint.Value.Item2
        where known.NotValid.Contains((known.Resolve(table), name))
        select scene.Find(
            LeftUnvalidated,
            $"{table}.{name}",
            $"{name} of {table} is never validated: the planner does not use it, and old rows may be against it.",
            $"ALTER TABLE {Scene.Sql(table)} VALIDATE CONSTRAINT {Scene.Sql(name)}; -- in a later migration"
        );

    private static IEnumerable<LintFinding> Added(AddCheck o, Scene scene)
    {
        if (scene.Scanning(o.Table) is { } severity)
        {
            var (table, name) = (Scene.Sql(o.Table), o.Check.Name ?? $"{o.Table.Name}_check");
            yield return scene.Find(
                ValidatedCheck,
                severity,
                $"{o.Table}.{name}",
                $"All rows of {o.Table} ({scene.Sized(o.Table)}) are tested while readers and writers wait.",
                $"ALTER TABLE {table} ADD CONSTRAINT {Scene.Sql(name)} CHECK ({o.Check.Expression}) NOT VALID;",
                $"ALTER TABLE {table} VALIDATE CONSTRAINT {Scene.Sql(name)}; -- in a later migration"
            );
        }
    }

    private static IEnumerable<LintFinding> Added(AddForeignKey o, Scene scene)
    {
        var (table, parent) = (o.Table, o.Key.References);
        var name = o.Key.Name ?? $"{table.Name}_{string.Join('_', o.Key.Columns)}_fkey";
        if (!scene.Change.IsNotValid && scene.Scanning(table) is { } severity)
        {
            yield return scene.Find(
                ValidatedKey,
                severity,
                $"{table}.{name}",
                table == parent
                    ? $"{table} ({scene.Sized(table)}) is compared with itself row by row while whoever writes "
                        + "to it waits."
                    : $"{table} ({scene.Sized(table)}) and {parent} ({scene.Sized(parent)}) are compared row by "
                        + "row while "
                        + "whoever writes to either waits.",
                $"ALTER TABLE {Scene.Sql(table)} ADD CONSTRAINT {Scene.Sql(name)} FOREIGN KEY "
                    + $"({Scene.Sql(o.Key.Columns)}) REFERENCES {Scene.Sql(parent)}"
                    + (o.Key.ReferencedColumns.Count > 0 ? $" ({Scene.Sql(o.Key.ReferencedColumns)})" : "")
                    + " NOT VALID;",
                $"ALTER TABLE {Scene.Sql(table)} VALIDATE CONSTRAINT {Scene.Sql(name)}; -- in a later migration"
            );
        }
        else if (!scene.IsOld(table) && scene.IsOld(parent))
        {
            yield return ParentOfNew(table, parent, scene);
        }
    }

    private static IEnumerable<LintFinding> Referred(CreateTable o, Scene scene) =>
        o
            .Table.ForeignKeys.Select(key => key.References)
            .Distinct()
            .Where(parent => parent != o.Table.Name && scene.IsOld(parent))
            .Select(parent => ParentOfNew(o.Table.Name, parent, scene));

    private static LintFinding ParentOfNew(ObjectName table, ObjectName parent, Scene scene) =>
        scene.Find(
            ValidatedKey,
            Severity.Note,
            $"{table}",
            $"The new table {table} locks {parent} until the migration commits: whoever writes to it waits."
        );

    private static IEnumerable<LintFinding> Built(
        LintRule rule,
        ObjectName table,
        ValueList<string> columns,
        string? name,
        string kind,
        Scene scene
    )
    {
        if (scene.Rewriting(table) is { } severity)
        {
            var index = name ?? $"{table.Name}_{string.Join('_', columns)}_key";
            yield return scene.Find(
                rule,
                severity,
                $"{table}.{index}",
                $"The index is built over {table} ({scene.Sized(table)}) while readers and writers wait.",
                $"CREATE UNIQUE INDEX CONCURRENTLY {Scene.Sql(index)} ON {Scene.Sql(table)} ({Scene.Sql(columns)}); "
                    + "-- in a migration outside a transaction",
                $"ALTER TABLE {Scene.Sql(table)} ADD CONSTRAINT {Scene.Sql(index)} {kind} USING INDEX "
                    + $"{Scene.Sql(index)};"
            );
        }
    }

    private static IEnumerable<LintFinding> Keyed(AddPrimaryKey o, Scene scene)
    {
        foreach (
            var finding in scene.Change.UsesIndex
                ? []
                : Built(PrimaryKey, o.Table, o.Key.Columns, o.Key.Name, "PRIMARY KEY", scene)
        )
        {
            yield return finding;
        }

        var nullable = o.Key.Columns.FirstOrDefault(column =>
            scene.Before.Find(o.Table, column) is { IsNullable: true }
        );
        if (nullable is not null && scene.Scanning(o.Table) is { } severity)
        {
            yield return scene.Find(
                NullableKey,
                severity,
                $"{o.Table}.{nullable}",
                $"{nullable} takes NULL: the key makes it NOT NULL, for which all rows of {o.Table} "
                    + $"({scene.Sized(o.Table)}) are read once more."
            );
        }
    }

    private static IEnumerable<LintFinding> Excluded(ObjectName table, Scene scene)
    {
        if (scene.Rewriting(table) is { } severity)
        {
            yield return scene.Find(
                Exclusion,
                severity,
                $"{table}.{scene.Change.Name ?? "exclusion"}",
                $"The index is built and all rows of {table} ({scene.Sized(table)}) are tested while readers and "
                    + "writers wait. There is no way to do it while others work."
            );
        }
    }

    private static IEnumerable<LintFinding> Validated(ObjectName table, Scene scene)
    {
        var added = scene.Earlier.FirstOrDefault(earlier =>
            earlier.Change.IsNotValid
            && earlier.Change.Table == table
            && earlier.Change.Does switch
            {
                AddCheck o => o.Check.Name == scene.Change.Name,
                AddForeignKey o => o.Key.Name == scene.Change.Name,
                _ => false,
            }
        );
        if (added is not null && scene.Migration.IsTransactional && scene.Rewriting(table) is { } severity)
        {
            yield return scene.Find(
                ValidatedAtOnce,
                severity,
                $"{table}.{scene.Change.Name}",
                $"{scene.Change.Name} was added in this transaction, whose lock on {table} ({scene.Sized(table)}) is "
                    + "held while all rows are read.",
                $"ALTER TABLE {Scene.Sql(table)} VALIDATE CONSTRAINT {Scene.Sql(scene.Change.Name!)}; -- in a "
                    + "migration "
                    + "of its own"
            );
        }
    }

    private static IEnumerable<LintFinding> OfDomain(Scene scene)
    {
        var tables = scene.Effects.Where(effect => effect.Work is Work.Scan).Select(effect => effect.Table).ToList();
        var severity = tables.Max(table => scene.Rewriting(table));
        if (severity is { } found)
        {
            yield return scene.Find(
                DomainConstraint,
                found,
                $"{scene.Change.Target}",
                $"{string.Join(", ", tables.Select(table => $"{table} ({scene.Sized(table)})"))}: all rows are read "
                    + "while whoever writes there waits."
            );
        }
    }

    private static IEnumerable<LintFinding> Dropped(Scene scene)
    {
        var table = scene.Change.Table!.Value;
        var others = scene
            .Effects.Where(effect =>
                effect.Table != scene.Before.Resolve(table) && effect.Mode is LockMode.AccessExclusive
            )
            .Select(effect => effect.Table)
            .ToList();
        // A partition has a rule of its own.
        others.RemoveAll(other => scene.Before.Partitions.GetValueOrDefault(table) == other);
        if (others.Count > 0 && scene.IsOld(table))
        {
            var parents = string.Join(" and ", others);
            yield return scene.Find(
                LocksTheOther,
                $"{table}",
                $"{parents} {(others.Count == 1 ? "is" : "are")} locked as well, because of a foreign key: "
                    + "whoever reads "
                    + "there waits until this migration commits.",
                scene.Change.Does is DropConstraint
                    ? ["keep it in a migration of its own, which is short"]
                    :
                    [
                        $"ALTER TABLE {Scene.Sql(table)} DROP CONSTRAINT …; -- in a migration of its own, before "
                            + "this one",
                    ]
            );
        }
    }
}
