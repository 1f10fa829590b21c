using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Indexes: L25 to L36.</summary>
internal static partial class IndexRules
{
    private const int MostColumns = 3;

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        (scene.Change.Does, scene.Change.Command) switch
        {
            (CreateIndex o, _) =>
            [
                .. Created(o, scene),
                .. May(o, scene),
                .. Wide(o, scene),
                .. ByName(o, scene),
                .. Timed(scene),
            ],
            (AddUnique o, _) when !scene.Change.UsesIndex => MayFail(o.Table, o.Unique.Columns, scene),
            (DropIndex o, _) => [.. Dropped(o, scene), .. Timed(scene)],
            (_, Command.Reindex) => [.. Reindexed(scene), .. Timed(scene)],
            (DetachPartition, _) => Timed(scene),
            _ => [],
        };

    /// <summary>What is found in a migration as a whole.</summary>
    public static IEnumerable<LintFinding> CheckMigration(MigrationScene migration) =>
        [.. InTransaction(migration), .. Mixed(migration)];

    /// <summary>What is found at the end.</summary>
    public static IEnumerable<LintFinding> CheckEnd(IReadOnlyList<MigrationScene> run, Known known) =>
        run.SelectMany(migration => migration.Scenes).SelectMany(scene => AtEnd(scene, known));

    private static IEnumerable<LintFinding> Created(CreateIndex o, Scene scene)
    {
        if (scene.Change.IsConcurrent || !scene.IsOld(o.Table))
        {
            yield break;
        }

        var (table, name) = (Scene.Sql(o.Table), o.Index.Name);
        if (scene.Before.Partitioned.Contains(scene.Before.Resolve(o.Table)) && !o.IsOnly)
        {
            if (scene.Rewriting(o.Table) is { } partitioned)
            {
                yield return scene.Find(
                    Partitioned,
                    partitioned,
                    $"{o.Table}.{name}",
                    $"The index is built over all partitions of {o.Table} while whoever writes there waits, and "
                        + "PostgreSQL itself refuses CONCURRENTLY here.",
                    $"Create.Index(\"{name}\").OnTable(\"{o.Table.Name}\")….WithOptions().AsConcurrently(), outside a "
                        + "transaction: it is built on each partition; or, by hand:",
                    $"CREATE INDEX {Scene.Sql(name)} ON ONLY {table} (…);",
                    "CREATE INDEX CONCURRENTLY … on each partition, outside a transaction;",
                    $"ALTER INDEX {Scene.Sql(name)} ATTACH PARTITION …; -- for each: the last one makes it valid"
                );
            }
        }
        else if (!o.IsOnly && scene.Scanning(o.Table) is { } severity)
        {
            yield return scene.Find(
                Blocking,
                severity,
                $"{o.Table}.{name}",
                $"The index is built over {o.Table} ({scene.Sized(o.Table)}) while whoever writes there waits.",
                scene.Change.IsRaw
                    ? $"CREATE {(o.Index.IsUnique ? "UNIQUE " : "")}INDEX CONCURRENTLY {Scene.Sql(name)} ON {table} …;"
                    : $"Create.Index(\"{name}\").OnTable(\"{o.Table.Name}\")….WithOptions().AsConcurrently()",
                "in a migration of its own: [Migration(…, TransactionBehavior.None)]"
            );
        }
    }

    private static IEnumerable<LintFinding> May(CreateIndex o, Scene scene) =>
        o.Index.IsUnique && o.Index.Columns.All(column => !column.IsExpression)
            ? MayFail(o.Table, [.. o.Index.Columns.Select(column => column.Name)], scene)
            : [];

    private static IEnumerable<LintFinding> MayFail(ObjectName table, ValueList<string> columns, Scene scene)
    {
        var isKnown = scene.Before.Find(table) is { } found && Keys(found).Any(key => key.All(columns.Contains));
        if (
            !scene.IsOld(table)
            || isKnown
            || scene.Size(table) is { IsEmpty: true }
            || columns.Count == 0
            || columns.All(column => scene.Fresh.IsNew(table, column))
        )
        {
            yield break;
        }

        var list = Scene.Sql(columns);
        yield return scene.Find(
            MayBeDouble,
            $"{table}.{string.Join(',', columns)}",
            $"It fails where two rows of {table} agree in {string.Join(", ", columns)}"
                + (scene.Change.IsConcurrent ? ", and leaves an invalid index." : "."),
            $"SELECT {list}, count(*) FROM {Scene.Sql(table)} GROUP BY {list} HAVING count(*) > 1; -- shows them"
        );
    }

    private static IEnumerable<ValueList<string>> Keys(Table table) =>
        [
            .. table.PrimaryKey is { } key ? [key.Columns] : Array.Empty<ValueList<string>>(),
            .. table.Uniques.Select(unique => unique.Columns),
            .. table
                .Indexes.Where(index => index is { IsUnique: true, Filter: null })
                .Select(index => (ValueList<string>)[.. index.Columns.Select(column => column.Name)]),
        ];

    private static IEnumerable<LintFinding> Wide(CreateIndex o, Scene scene)
    {
        if (o.Index.Columns.Count > MostColumns && !o.Index.IsUnique)
        {
            yield return scene.Find(
                TooWide,
                $"{o.Table}.{o.Index.Name}",
                $"{o.Index.Name} has {o.Index.Columns.Count} columns: the last ones rarely pay for their room."
            );
        }
    }

    private static IEnumerable<LintFinding> ByName(CreateIndex o, Scene scene)
    {
        if (
            scene.Change is { IsRaw: true, IsConcurrent: true } change
            && (o.Index.Name.Length == 0 || change.IsGuarded)
        )
        {
            yield return scene.Find(
                Unnamed,
                $"{o.Table}",
                o.Index.Name.Length == 0
                    ? "The index has no name: each repeat after a failure leaves one more invalid index."
                    : $"An invalid {o.Index.Name}, which a failed build leaves, counts as existing: it stays invalid.",
                $"DROP INDEX CONCURRENTLY IF EXISTS {Scene.Sql(o.Index.Name.Length == 0 ? "…" : o.Index.Name)}; "
                    + "-- first",
                "or: Create.Index(…).WithOptions().AsConcurrently(), which a run repeats by itself"
            );
        }
    }

    private static IEnumerable<LintFinding> Dropped(DropIndex o, Scene scene)
    {
        if (scene.Change.IsConcurrent || !scene.IsOld(o.Table) || scene.Scanning(o.Table) is not { } severity)
        {
            yield break;
        }

        yield return scene.Find(
            DropBlocking,
            severity is Severity.Error ? Severity.Warning : Severity.Note,
            $"{o.Table}.{o.Index}",
            $"Readers and writers of {o.Table} ({scene.Sized(o.Table)}) wait for a moment, and for "
                + "all that is under way.",
            $"DROP INDEX CONCURRENTLY {Scene.Sql(o.Index)}; -- in a migration outside a transaction"
        );
    }

    private static IEnumerable<LintFinding> Reindexed(Scene scene)
    {
        var (table, name) = (scene.Change.Target, scene.Change.Name ?? "");
        var severity = table is { } known ? scene.Rewriting(known) : Severity.Error;
        if (!scene.Change.IsConcurrent && severity is { } found)
        {
            yield return scene.Find(
                Reindex,
                found,
                name,
                $"Readers wait as well: planning opens every index"
                    + $"{(table is { } owner ? $" of {owner} ({scene.Sized(owner)})" : "")}.",
                $"REINDEX … CONCURRENTLY {name}; -- in a migration outside a transaction"
            );
        }
    }

    private static IEnumerable<LintFinding> Timed(Scene scene)
    {
        if (scene.Change.IsConcurrent && scene.LimitsLockWait is true)
        {
            yield return scene.Find(
                LockTimeout,
                $"{scene.Change.Table}",
                $"lock_timeout = {scene.Migration.Settings["lock_timeout"]} also limits the wait for older "
                    + "transactions: it fails with 55P03 and leaves an "
                    + "invalid index or a partition half detached.",
                "SET lock_timeout = 0; -- before it",
                "and look for old transactions first: provision report locks"
            );
        }
    }

    private static IEnumerable<LintFinding> InTransaction(MigrationScene migration) =>
        migration.IsTransactional
            ? migration
                .Scenes.Where(scene => IsRefusedInside(scene.Change))
                .DistinctBy(scene => (scene.Change.Index, scene.Change.Statement))
                .Select(scene =>
                    scene.Find(
                        Concurrent,
                        $"{scene.Change.Table?.ToString() ?? scene.Change.Name}",
                        $"PostgreSQL refuses it inside a transaction{(migration.Options.SingleTransaction
                            ? ", and --single-transaction makes one of the whole run." : ".")}",
                        "[Migration(…, TransactionBehavior.None)], in a migration of its own"
                    )
                )
            : [];

    private static bool IsRefusedInside(Change change) =>
        change switch
        {
            { Command: Command.OutsideOnly } or { Kind: "outside" } => true,
            { IsConcurrent: true, Command: not Command.RefreshView } => change.Does is CreateIndex or DropIndex or null,
            _ => false,
        };

    private static IEnumerable<LintFinding> Mixed(MigrationScene migration)
    {
        var work = migration
            .Scenes.Where(scene => scene.Change.Command is not (Command.Setting or Command.Harmless))
            .DistinctBy(scene => (scene.Change.Index, scene.Change.Statement))
            .ToList();
        var concurrent = work.Find(scene => scene.Change is { IsConcurrent: true, Does: CreateIndex or DropIndex });
        if (
            !migration.IsTransactional
            && concurrent is not null
            && work.Exists(scene => scene.Change.Does is not (CreateIndex or DropIndex))
        )
        {
            yield return concurrent.Find(
                MixedWork,
                $"{concurrent.Change.Table}",
                "Beside it the migration does other things, none of it in a transaction: a failure leaves a part done, "
                    + "from which the next run goes on.",
                "one migration for the index, another, in a transaction, for the rest"
            );
        }
    }

    private static IEnumerable<LintFinding> AtEnd(Scene scene, Known known) =>
        scene.Change.Does switch
        {
            CreateIndex o => Double(o, scene, known),
            AddForeignKey o when known.Find(o.Table) is { } table => Unindexed(table, o.Key, scene),
            CreateTable o when known.Find(o.Table.Name) is { } table => o.Table.ForeignKeys.SelectMany(key =>
                Unindexed(table, key, scene)
            ),
            _ => [],
        };

    private static IEnumerable<LintFinding> Double(CreateIndex o, Scene scene, Known known)
    {
        if (
            known.Find(o.Table) is not { } table
            || o.Index.IsUnique
            || !table.Indexes.Any(index => index.Name == o.Index.Name)
            || o.Index.Columns.Any(column => column.IsExpression)
            || o.Index.Includes.Count > 0
        )
        {
            yield break;
        }

        var other = table
            .Indexes.Where(index => index.Name != o.Index.Name && index.Method == o.Index.Method)
            .Where(index => index.Filter == o.Index.Filter)
            .Where(index => index.Columns.Take(o.Index.Columns.Count).SequenceEqual(o.Index.Columns))
            .Where(index =>
                index.Columns.Count > o.Index.Columns.Count
                || index.IsUnique
                || scene.Before.Find(o.Table)?.Indexes.Any(earlier => earlier.Name == index.Name) is true
            )
            .Select(index => index.Name)
            .FirstOrDefault()
            ?? (
                o.Index is { Method: null, Filter: null }
                && o.Index.Columns.All(column => column is { IsDescending: false })
                    ? Named(table, o.Index)
                    : null
            );
        if (other is not null)
        {
            yield return scene.Find(
                Duplicate,
                $"{o.Table}.{o.Index.Name}",
                $"{other} begins with the same columns: {o.Index.Name} costs every write and speeds up little."
            );
        }
    }

    private static string? Named(Table table, Schema.Index index)
    {
        var columns = index.Columns.Select(column => column.Name).ToList();
        return table.PrimaryKey is { } key
            && key.Columns.Take(columns.Count).SequenceEqual(columns, StringComparer.Ordinal)
                ? key.Name ?? "the primary key"
            : table.Uniques.FirstOrDefault(unique =>
                unique.Columns.Take(columns.Count).SequenceEqual(columns, StringComparer.Ordinal)
            )
                is { } same
                ? same.Name ?? "a unique constraint"
            : null;
    }

    private static IEnumerable<LintFinding> Unindexed(Table table, ForeignKey key, Scene scene)
    {
        var isThere = table.ForeignKeys.Any(other => other.Columns.Equals(key.Columns) && other.Name == key.Name);
        if (!isThere || Leads(table, key.Columns) || scene.Migration.Options.Sizes?.Of(table.Name) is { IsSmall: true })
        {
            yield break;
        }

        yield return scene.Find(
            NoIndex,
            $"{table.Name}.{string.Join(',', key.Columns)}",
            $"No index begins with {string.Join(", ", key.Columns)}: each delete and each change of key in "
                + $"{key.References} reads all rows of {table.Name} ({scene.Sized(table.Name)}).",
            $"CREATE INDEX ON {Scene.Sql(table.Name)} ({Scene.Sql(key.Columns)});"
        );
    }

    private static bool Leads(Table table, ValueList<string> columns)
    {
        bool Begins(IEnumerable<string> other) =>
            other.Take(columns.Count).ToHashSet(StringComparer.Ordinal).SetEquals(columns);
        return (table.PrimaryKey is { } key && Begins(key.Columns))
            || table.Uniques.Any(unique => Begins(unique.Columns))
            || table.Indexes.Any(index =>
                (index.Filter is null || IsNotNull(index.Filter, columns)) && Begins(index.Columns.Select(c => c.Name))
            );
    }

    // A key of NULLs refers to nothing.
    private static bool IsNotNull(string filter, ValueList<string> columns) =>
        columns is [var only]
        && filter
            .Trim('(', ')', ' ')
            .Replace("\"", "", StringComparison.Ordinal)
            .Equals($"{only} IS NOT NULL", StringComparison.OrdinalIgnoreCase);
}
