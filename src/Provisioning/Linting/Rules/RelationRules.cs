using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Partitions, views, triggers, sequences, policies and distributed tables: L37 to L46, L92,
/// L93.</summary>
internal static partial class RelationRules
{
    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        [
            .. CheckRelation(scene),
            .. scene.Change.Does is { } does && DistributionRules.Refusal(does, scene.Before.Model) is { } refusal
                ?
                [
                    scene.Find(
                        Distributed,
                        Severity.Error,
                        $"{scene.Change.Table}",
                        $"Citus cannot {does.Summary}: {refusal.Reason}. {refusal.WayOut}"
                    ),
                ]
                : Array.Empty<LintFinding>(),
            .. scene.Change.Does is { } done && ForeignPartitionRules.Refusal(done, scene.Before.Model) is { } refused
                ?
                [
                    scene.Find(
                        Foreign,
                        Severity.Error,
                        $"{scene.Change.Table}",
                        $"PostgreSQL cannot {done.Summary}: {refused.Reason}. {refused.WayOut}"
                    ),
                ]
                : Array.Empty<LintFinding>(),
        ];

    private static IEnumerable<LintFinding> CheckRelation(Scene scene) =>
        (scene.Change.Does, scene.Change.Command, scene.Change.Target) switch
        {
            (CreatePartition o, _, _) => [.. Created(o.Table, scene), .. ReadsDefault(o.Table, scene)],
            (_, Command.CreatePartition, { } parent) => [.. Created(parent, scene), .. ReadsDefault(parent, scene)],
            (AttachPartition o, _, _) => [.. Attached(o, scene), .. ReadsDefault(o.Table, scene)],
            (DetachPartition o, _, _) => Detached(o, scene),
            (DropTable o, _, _) when scene.Before.Partitions.TryGetValue(o.Table, out var parent) => DroppedPartition(
                o.Table,
                parent,
                scene
            ),
            (_, Command.RefreshView, { } view) => Refreshed(view, scene),
            (_, Command.Rewrite, var table) => Rewritten(table, scene),
            (CreateTrigger or DropTrigger, _, _) => Triggered(scene),
            (CreateView { Replaces: true } o, _, _) => Replaced(o.View.Name, scene),
            (DropView o, _, _) => Replaced(o.View, scene),
            (_, Command.AlterSequence, { } sequence) => Restarted(sequence, scene),
            (CreatePolicy or DropPolicy, _, _) => Policy(scene),
            _ => [],
        };

    /// <summary>What is found in a migration as a whole.</summary>
    public static IEnumerable<LintFinding> CheckMigration(MigrationScene migration)
    {
        foreach (var scene in migration.Scenes)
        {
            if (scene.Change is { Command: Command.DisableTrigger, Target: { } table, Name: var name })
            {
                var isBack = migration
                    .Scenes.SkipWhile(other => !ReferenceEquals(other, scene))
                    .Any(other =>
                        other.Change is { Command: Command.EnableTrigger } change
                        && change.Target == table
                        && change.Name == name
                    );
                if (!isBack)
                {
                    yield return scene.Find(
                        Trigger,
                        Severity.Warning,
                        $"{table}.{name}",
                        name?.ToUpperInvariant() is "ALL"
                            ? $"The triggers of {table} stay off, and its foreign keys with them."
                            : $"The trigger {name} of {table} stays off after this migration.",
                        $"ALTER TABLE {Scene.Sql(table)} ENABLE TRIGGER {name}; -- in the same migration"
                    );
                }
            }
        }
    }

    /// <summary>What is found at the end.</summary>
    public static IEnumerable<LintFinding> CheckEnd(IReadOnlyList<MigrationScene> run, Known known)
    {
        foreach (var scene in run.SelectMany(migration => migration.Scenes))
        {
            if (scene.Change.Does is not SetRowSecurity { RowSecurity: not RowSecurity.Off } o)
            {
                continue;
            }

            var hasInside = known.Find(o.Table)?.Policies.Count > 0 && HasPolicyAtCommit(scene, o.Table);
            if (known.Find(o.Table) is { Policies.Count: 0 })
            {
                yield return scene.Find(
                    RowSecurityRule,
                    Severity.Error,
                    $"{o.Table}",
                    $"Row-level security of {o.Table} is on and there is no policy: the application sees no rows.",
                    $"CREATE POLICY … ON {Scene.Sql(o.Table)} …; -- in the same migration"
                );
            }
            else if (!hasInside && known.Find(o.Table) is not null)
            {
                yield return scene.Find(
                    RowSecurityRule,
                    Severity.Warning,
                    $"{o.Table}",
                    $"Row-level security of {o.Table} is on before its policies are there, which a later "
                        + "migration makes: "
                        + "until then the application sees no rows."
                );
            }
        }
    }

    private static bool HasPolicyAtCommit(Scene scene, ObjectName table) =>
        scene.Before.Find(table)?.Policies.Count > 0
        || scene.Migration.Scenes.Exists(other =>
            other.Change.Does is CreatePolicy created
            && scene.Before.Resolve(created.Table) == scene.Before.Resolve(table)
        );

    private static IEnumerable<LintFinding> Created(ObjectName parent, Scene scene)
    {
        if (scene.IsOld(parent))
        {
            yield return scene.Find(
                PartitionLocksParent,
                $"{parent}",
                $"Readers and writers of {parent} ({scene.Sized(parent)}) wait until this migration commits. Attaching "
                    + "a table that was created before lets them go on.",
                $"CREATE TABLE {scene.Change.Name} (LIKE {Scene.Sql(parent)} INCLUDING ALL);",
                $"ALTER TABLE {Scene.Sql(parent)} ATTACH PARTITION {scene.Change.Name} …;"
            );
        }
    }

    private static IEnumerable<LintFinding> DroppedPartition(ObjectName partition, ObjectName parent, Scene scene)
    {
        if (scene.IsOld(parent))
        {
            yield return scene.Find(
                PartitionLocksParent,
                $"{partition}",
                $"Readers and writers of {parent} ({scene.Sized(parent)}) wait until this migration commits.",
                $"ALTER TABLE {Scene.Sql(parent)} DETACH PARTITION {Scene.Sql(partition)} CONCURRENTLY; -- in a "
                    + "migration "
                    + "before, outside a transaction",
                $"DROP TABLE {Scene.Sql(partition)};"
            );
        }
    }

    private static IEnumerable<LintFinding> ReadsDefault(ObjectName parent, Scene scene)
    {
        if (
            scene.Before.Defaults.TryGetValue(scene.Before.Resolve(parent), out var partition)
            && !scene.Change.IsDefault
            && scene.Scanning(partition) is { } severity
        )
        {
            yield return scene.Find(
                DefaultScan,
                severity,
                $"{partition}",
                $"All rows of the default partition {partition} ({scene.Sized(partition)}) are read, and its readers "
                    + "and writers wait meanwhile.",
                $"ALTER TABLE {Scene.Sql(partition)} ADD CHECK (NOT (…the new bounds…)) NOT VALID; validate it in a "
                    + "migration before this one"
            );
        }
    }

    private static IEnumerable<LintFinding> Attached(AttachPartition o, Scene scene)
    {
        var (parent, partition) = (o.Table, o.Partition);
        var isProven = scene.Before.Find(partition)?.Checks.Any(check => !check.IsNotValid);
        if (!scene.Change.IsDefault && isProven is not true && scene.Scanning(partition) is { } severity)
        {
            yield return scene.Find(
                AttachScan,
                severity,
                $"{partition}",
                $"All rows of {partition} ({scene.Sized(partition)}) are read to see whether they fit {parent}, "
                    + "and its readers and writers wait meanwhile.",
                $"ALTER TABLE {Scene.Sql(partition)} ADD CONSTRAINT fits CHECK (…the bounds…) NOT VALID;",
                $"ALTER TABLE {Scene.Sql(partition)} VALIDATE CONSTRAINT fits; -- in a migration before this one",
                "attach it, then drop the check"
            );
        }
    }

    private static IEnumerable<LintFinding> Detached(DetachPartition o, Scene scene)
    {
        var parent = o.Table;
        if (!scene.Change.IsConcurrent && scene.IsOld(parent))
        {
            yield return scene.Find(
                Detach,
                $"{o.Partition}",
                $"Readers and writers of {parent} ({scene.Sized(parent)}) and of the partition wait until this "
                    + "migration commits.",
                $"ALTER TABLE {Scene.Sql(parent)} DETACH PARTITION {o.Partition} CONCURRENTLY; -- outside a "
                    + "transaction; not where there is a default partition"
            );
        }
    }

    private static IEnumerable<LintFinding> Refreshed(ObjectName view, Scene scene)
    {
        if (!scene.Change.IsConcurrent && scene.IsOld(view))
        {
            yield return scene.Find(
                Refresh,
                $"{view}",
                $"Whoever reads {view} waits until it is filled again.",
                $"REFRESH MATERIALIZED VIEW CONCURRENTLY {Scene.Sql(view)}; -- needs a unique index without a predicate"
            );
        }
    }

    private static IEnumerable<LintFinding> Rewritten(ObjectName? table, Scene scene)
    {
        var severity = table is { } known ? scene.Rewriting(known) : Severity.Error;
        if (severity is { } found)
        {
            yield return scene.Find(
                RewriteCommand,
                found,
                $"{table?.ToString() ?? scene.Change.Name}",
                $"{scene.Change.Name} writes "
                    + $"{(table is { } name ? $"{name} ({scene.Sized(name)})" : "every table")} and "
                    + "its indexes again while readers and writers wait.",
                "pg_repack or pg_squeeze, which work while others do"
            );
        }
    }

    private static IEnumerable<LintFinding> Triggered(Scene scene)
    {
        var table = scene.Change.Table!.Value;
        if (scene.IsOld(table) && scene.Size(table) is not { IsEmpty: true })
        {
            yield return scene.Find(
                Trigger,
                $"{table}",
                scene.Change.Does is DropTrigger
                    ? $"Readers and writers of {table} wait until this migration commits."
                    : $"Whoever writes to {table} waits until this migration commits."
            );
        }
    }

    private static IEnumerable<LintFinding> Replaced(ObjectName view, Scene scene)
    {
        if (scene.IsOld(view) && scene.Before.Model.Views.ContainsKey(scene.Before.Resolve(view)))
        {
            yield return scene.Find(View, $"{view}", $"Whoever reads {view} waits until this migration commits.");
        }
    }

    private static IEnumerable<LintFinding> Restarted(ObjectName sequence, Scene scene)
    {
        if (!scene.Earlier.Any(earlier => earlier.Change.Does is CreateSequence o && o.Sequence.Name == sequence))
        {
            yield return scene.Find(
                Sequence,
                $"{sequence}",
                $"nextval of {sequence} waits until this migration commits, and so does every insert that takes "
                    + "a number.",
                $"SELECT setval('{sequence}', …); -- blocks neither readers nor writers"
            );
        }
    }

    private static IEnumerable<LintFinding> Policy(Scene scene)
    {
        var table = scene.Change.Table!.Value;
        if (scene.IsOld(table) && scene.Size(table) is not { IsEmpty: true })
        {
            yield return scene.Find(
                RowSecurityRule,
                Severity.Note,
                $"{table}",
                $"Readers and writers of {table} wait until this migration commits."
            );
        }
    }
}
