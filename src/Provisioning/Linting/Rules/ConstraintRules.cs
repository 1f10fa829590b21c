using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Keys, checks and domains: L15 to L24.</summary>
internal static partial class ConstraintRules
{
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
            (ValidateConstraint o, _) => Validated(o, scene),
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
        where
            known.Find(table) is { } now
            && (
                now.Checks.Any(check => check.Name == name && check.IsNotValid)
                || now.ForeignKeys.Any(key => key.Name == name && key.IsNotValid)
            )
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

    private static IEnumerable<LintFinding> Validated(ValidateConstraint validated, Scene scene)
    {
        var (table, name) = (validated.Table, validated.Name);
        var added = scene.Earlier.FirstOrDefault(earlier =>
            earlier.Change.IsNotValid
            && scene.Before.Resolve(earlier.Change.Table!.Value) == scene.Before.Resolve(table)
            && earlier.Change.Does switch
            {
                AddCheck o => o.Check.Name == name,
                AddForeignKey o => o.Key.Name == name,
                _ => false,
            }
        );
        if (added is not null && scene.Migration.IsTransactional && scene.Rewriting(table) is { } severity)
        {
            yield return scene.Find(
                ValidatedAtOnce,
                severity,
                $"{table}.{name}",
                $"{name} was added in this transaction, whose lock on {table} ({scene.Sized(table)}) is "
                    + "held while all rows are read.",
                $"ALTER TABLE {Scene.Sql(table)} VALIDATE CONSTRAINT {Scene.Sql(name)}; -- in a "
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
