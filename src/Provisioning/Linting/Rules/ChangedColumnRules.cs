using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Columns whose type or nullability changes: L09 to L14.</summary>
internal static partial class ChangedColumnRules
{
    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene)
    {
        return scene is { Change.Does: AlterColumn o, Alteration: { } alteration } && scene.IsOld(o.Table)
            ? [.. Types(o, alteration, scene), .. NotNull(o, alteration, scene)]
            : [];
    }

    private static IEnumerable<LintFinding> Types(AlterColumn o, Alteration it, Scene scene)
    {
        var (name, size) = ($"{o.Table}.{o.Column.Name}", scene.Sized(o.Table));
        var isElsewhere = it.IsByTimeZone && !IsInUtc(scene);
        if ((it.IsRewrite || isElsewhere) && scene.Rewriting(o.Table) is { } severity)
        {
            yield return Rewritten(o, it, scene, name, it.From is null ? Lower(severity) : severity);
        }
        else if (!it.IsRewrite)
        {
            if (it.Rebuilt.Count > 0 && scene.Scanning(o.Table) is { } found)
            {
                yield return scene.Find(
                    IndexRebuild,
                    found,
                    name,
                    $"{Indexes(it.Rebuilt)} of {o.Table} ({size}) {(it.Rebuilt.Count == 1 ? "is" : "are")} built again "
                        + "while readers and writers wait.",
                    [
                        .. it.Rebuilt.Select(index => $"DROP INDEX CONCURRENTLY {Scene.Sql(index)};"),
                        $"ALTER TABLE {Scene.Sql(o.Table)} ALTER COLUMN {Scene.Sql(o.Column.Name)} TYPE {it.To};",
                        "CREATE INDEX CONCURRENTLY …; -- in a migration outside a transaction",
                    ]
                );
            }

            if (it.Rechecked.Count > 0 && !it.SetsNotNull && scene.Scanning(o.Table) is { } tested)
            {
                yield return scene.Find(
                    Rechecks,
                    tested,
                    name,
                    $"CHECK {it.Rechecked[0].Name ?? it.Rechecked[0].Expression} is tested for all rows of {o.Table} "
                        + $"({size}) while readers and writers wait"
                        + (it.IsSameType ? ": AlterColumn names the type, although it stays the same." : ".")
                );
            }
        }

        foreach (var (table, key) in it.Keys)
        {
            if (scene.Scanning(table) is { } joined)
            {
                yield return scene.Find(
                    Rechecks,
                    joined,
                    name,
                    $"Foreign key {key.Name ?? string.Join(", ", key.Columns)} of {table} ({scene.Sized(table)}) "
                        + "is tested "
                        + $"again: {table} and {key.References} are locked and read."
                );
            }
        }

        if (it.NamesType && Users(o.Table, o.Column.Name, scene) is [var user, ..])
        {
            yield return scene.Find(
                Blocked,
                name,
                $"{user} uses {o.Column.Name}, so PostgreSQL refuses to change its type"
                    + (it.IsSameType ? ", which AlterColumn names although it stays the same." : "."),
                it.IsSameType
                    ? [$"ALTER TABLE {Scene.Sql(o.Table)} ALTER COLUMN {Scene.Sql(o.Column.Name)} …; -- without TYPE"]
                    : [$"drop {user}", "change the type", $"create {user} again, with its grants"]
            );
        }
    }

    private static LintFinding Rewritten(AlterColumn o, Alteration it, Scene scene, string name, Severity severity)
    {
        var what = it.From is { } from ? $"{from} → {it.To}" : $"to {it.To}, from a type that is not known,";
        return scene.Find(
            Rewrite,
            severity,
            name,
            $"{what} {(it.From is null ? "may write" : "writes")} {o.Table} ({scene.Sized(o.Table)}) and its "
                + "indexes again "
                + "while readers and writers wait.",
            it.IsByTimeZone
                ?
                [
                    "leave SET timezone out: a run's session is in UTC, and nothing is written then",
                    $"ALTER TABLE {Scene.Sql(o.Table)} ALTER COLUMN {Scene.Sql(o.Column.Name)} TYPE {it.To}; -- "
                        + "without USING",
                ]
                :
                [
                    $"ALTER TABLE {Scene.Sql(o.Table)} ADD COLUMN {Scene.Sql(o.Column.Name + "_new")} {it.To};",
                    "a trigger that writes both columns; the old rows in batches",
                    "the names switched in one short transaction, and the old column dropped later",
                ]
        );
    }

    private static bool IsInUtc(Scene scene) =>
        !scene.Migration.Settings.TryGetValue("timezone", out var zone)
        || zone.ToUpperInvariant() is "UTC" or "ETC/UTC" or "GMT";

    private static IEnumerable<LintFinding> NotNull(AlterColumn o, Alteration it, Scene scene)
    {
        var dropped = it.SetsNotNull ? DroppedProof(o, scene) : null;
        if (!it.SetsNotNull || it.IsRewrite || (it.Proof is not null && dropped is null))
        {
            yield break;
        }

        var (table, column) = (Scene.Sql(o.Table), Scene.Sql(o.Column.Name));
        var (name, size) = ($"{o.Table}.{o.Column.Name}", scene.Sized(o.Table));
        var check = $"{o.Table.Name}_{o.Column.Name}_not_null";
        var proof = dropped ?? Alteration.ProofOf(scene.Before.Find(o.Table), o.Column.Name)?.Name;
        if (proof is not null && scene.Rewriting(o.Table) is { } severity)
        {
            yield return scene.Find(
                WithoutProof,
                severity,
                name,
                $"{proof} says already that {o.Column.Name} is not NULL, but "
                    + (
                        it.NamesType
                            ? "AlterColumn names the type as well, which tests the CHECK again"
                            : "the same ALTER TABLE drops it first"
                    )
                    + $": all rows of {o.Table} ({size}) are read.",
                $"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;",
                $"ALTER TABLE {table} DROP CONSTRAINT {Scene.Sql(proof)}; -- a statement of its own"
            );
        }
        else if (proof is null && scene.Scanning(o.Table) is { } found)
        {
            yield return scene.Find(
                SetNotNull,
                found,
                name,
                $"All rows of {o.Table} ({size}) are read while readers and writers wait.",
                $"ALTER TABLE {table} ADD CONSTRAINT {Scene.Sql(check)} CHECK ({column} IS NOT NULL) NOT VALID;",
                "fill the old rows; in a later migration:",
                $"ALTER TABLE {table} VALIDATE CONSTRAINT {Scene.Sql(check)}; -- blocks neither readers nor writers",
                $"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;",
                $"ALTER TABLE {table} DROP CONSTRAINT {Scene.Sql(check)}; -- a statement of its own"
            );
        }
    }

    // An ALTER TABLE drops before it sets, whatever comes first in it.
    private static string? DroppedProof(AlterColumn o, Scene scene)
    {
        if (scene.Change.Statement is not { } statement || scene.Change.Sql is not { } sql)
        {
            return null;
        }

        var before = scene
            .Earlier.Where(earlier =>
                earlier.Change.Index == scene.Change.Index && earlier.Change.Statement == statement
            )
            .Select(earlier => (earlier.Change.Does as DropConstraint)?.Name)
            .OfType<string>()
            .ToList();
        var first = scene.Earlier.FirstOrDefault(earlier =>
            earlier.Change.Index == scene.Change.Index && earlier.Change.Statement == statement
        );
        var table = (first?.Before ?? scene.Before).Find(o.Table);
        var proof = Alteration.ProofOf(table, o.Column.Name)?.Name;
        return
            proof is not null
            && (before.Contains(proof) || sql.Contains($"DROP CONSTRAINT {proof}", StringComparison.OrdinalIgnoreCase))
            ? proof
            : null;
    }

    private static List<string> Users(ObjectName table, string column, Scene scene)
    {
        var model = scene.Before.Model;
        var found = scene.Before.Find(table);
        return
        [
            .. model
                .Views.Values.Where(view =>
                    view.Query.Contains(table.Name, StringComparison.OrdinalIgnoreCase)
                    && view.Query.MentionsColumn(table.Name)
                    && Shows(view.Query, column)
                )
                .Select(view => $"{(view.IsMaterialized ? "materialized view" : "view")} {view.Name}"),
            .. (found?.Columns ?? [])
                .Where(other => other.Computed?.Expression.MentionsColumn(column) is true)
                .Select(other => $"computed column {other.Name}"),
            .. (found?.Policies ?? [])
                .Where(policy =>
                    policy.Using?.MentionsColumn(column) is true || policy.WithCheck?.MentionsColumn(column) is true
                )
                .Select(policy => $"policy {policy.Name}"),
            .. (found?.Triggers ?? [])
                .Where(trigger => trigger.When?.MentionsColumn(column) is true)
                .Select(trigger => $"trigger {trigger.Name}"),
        ];
    }

    // SELECT * shows all of them, count(*) none.
    private static bool Shows(string query, string column) =>
        query.MentionsColumn(column)
        || query.Contains("select *", StringComparison.OrdinalIgnoreCase)
        || query.Contains(".*", StringComparison.Ordinal);

    private static string Indexes(IReadOnlyList<string> names) =>
        $"{(names.Count == 1 ? "Index" : "Indexes")} {string.Join(", ", names)}";

    private static Severity Lower(Severity severity) => severity is Severity.Note ? severity : severity - 1;
}
