using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Rows that are changed or lost: L67 to L71.</summary>
internal static class DataRules
{
    internal static readonly LintRule TruncateRule = new(
        "L67",
        "truncate",
        RuleGroup.Data,
        Severity.Warning,
        "A table is emptied."
    )
    {
        Scope = RuleScope.TableLocks,
        Lock = "ACCESS EXCLUSIVE on every table that it reaches.",
        Why = "The rows are gone; with CASCADE so are those of every table that refers to it, however far.",
        Safe = "DELETE with a condition, in batches; never CASCADE: name the tables.",
        Silent = "Tables of the same migration.",
        Sqlite = "Silent: SQLite has only DELETE.",
    };

    internal static readonly LintRule DropCascade = new(
        "L68",
        "drop-cascade",
        RuleGroup.Data,
        Severity.Error,
        "DROP … CASCADE, DROP OWNED or DROP DATABASE take what is not named."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "Views, foreign keys, columns and whole tables go without a word.",
        Safe = "Name what is to go, one after the other; RESTRICT then says what is still in the way.",
        Silent = "Our own operations: they never say CASCADE.",
        Sqlite = "Silent.",
    };

    internal static readonly LintRule WithoutWhere = new(
        "L69",
        "write-without-where",
        RuleGroup.Data,
        Severity.Warning,
        "All rows of a table are updated or deleted."
    )
    {
        Why = "A forgotten condition looks just like this.",
        Safe = "A condition that says which rows; for all of them on purpose, a suppression with the reason.",
        Silent = "Tables of the same migration, and UPDATE that sets only columns of the same migration.",
    };

    internal static readonly LintRule Backfill = new(
        "L70",
        "backfill-in-migration",
        RuleGroup.Data,
        Severity.Warning,
        "Many rows are written inside the migration's transaction."
    )
    {
        IsSized = true,
        Why =
            "Every row that is written stays locked until COMMIT, the old versions of all of them are kept, and "
            + "replicas "
            + "lag.",
        Safe =
            "Execute.Backfill: in batches outside a transaction, by ranges of the primary key, with a pause between "
            + "them, so that it can be stopped and goes on where it was.",
        Silent =
            "Small, new or empty tables. A condition on a table whose size is not known is a note: how many rows it is "
            + "about is not known.",
        Sqlite = "The same: no other connection writes to the file meanwhile.",
    };

    internal static readonly LintRule Unlogged = new(
        "L71",
        "unlogged-table",
        RuleGroup.Data,
        Severity.Note,
        "A table is unlogged."
    )
    {
        Scope = RuleScope.TableLocks,
        Why = "It is empty after a crash, and on replicas always.",
        Safe = "An ordinary table for what must not be lost.",
        Sqlite = "Silent.",
    };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<LintRule> All { get; } = [TruncateRule, DropCascade, WithoutWhere, Backfill, Unlogged];

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        scene.Change switch
        {
            { Command: Command.Truncate, Target: { } table } => Truncated(table, scene),
            { Command: Command.DropCascade } => Cascading(scene, scene.Change.Value ?? scene.Change.Name ?? ""),
            { IsCascading: true, Does: not null } => Cascading(
                scene,
                $"{scene.Change.Table?.ToString() ?? scene.Change.Summary}"
            ),
            { Does: CreateTable o, Kind: "unlogged" } =>
            [
                scene.Find(
                    Unlogged,
                    $"{o.Table.Name}",
                    $"{o.Table.Name} is empty after a crash, and on replicas always."
                ),
            ],
            { Writes: { } table } => Written(table, scene),
            _ => [],
        };

    private static IEnumerable<LintFinding> Truncated(ObjectName table, Scene scene)
    {
        if (scene.IsOld(table) && scene.Size(table) is not { IsEmpty: true })
        {
            yield return scene.Find(
                TruncateRule,
                scene.Change.IsCascading ? Severity.Error : Severity.Warning,
                $"{table}",
                $"All rows of {table} ({scene.Sized(table)}) go"
                    + (scene.Change.IsCascading ? ", and all rows of every table that refers to it." : ".")
            );
        }
    }

    private static IEnumerable<LintFinding> Cascading(Scene scene, string name)
    {
        if (scene.Change.Table is { } table && !scene.IsOld(table))
        {
            yield break;
        }

        yield return scene.Find(
            DropCascade,
            name,
            scene.Change.Name is { } what && !scene.Change.IsCascading
                ? $"{what} takes everything."
                : $"CASCADE takes everything that depends on {name}, which the statement does not name.",
            "name what is to go, without CASCADE"
        );
    }

    private static IEnumerable<LintFinding> Written(ObjectName table, Scene scene)
    {
        if (!scene.IsOld(table) || scene.Size(table) is { IsEmpty: true })
        {
            yield break;
        }

        var isNewColumn =
            scene.Change.Does is UpdateRows { Set: { Count: > 0 } set }
            && set.All(value => scene.Fresh.IsNew(table, value.Column));
        var isAll = scene.Change is { WritesAll: true, Does: UpdateRows or DeleteRows };
        if (isAll && !isNewColumn)
        {
            yield return scene.Find(
                WithoutWhere,
                $"{table}",
                $"All rows of {table} ({scene.Sized(table)}) are "
                    + (scene.Change.Does is DeleteRows ? "deleted." : "updated.")
            );
        }

        var size = scene.Size(table);
        var severity =
            size is { IsSmall: true } || !scene.Migration.IsTransactional ? (Severity?)null
            : size is not null || (isAll && isNewColumn) ? Severity.Warning
            : isAll ? null
            : Severity.Note;
        if (severity is { } found)
        {
            yield return scene.Find(
                Backfill,
                found,
                $"{table}",
                $"Rows of {table} ({scene.Sized(table)}) are written in the migration's transaction, and stay "
                    + "locked until "
                    + "it commits.",
                "in batches outside a transaction, by ranges of the primary key"
            );
        }
    }
}
