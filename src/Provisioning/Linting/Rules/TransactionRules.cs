using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Waiting for locks, holding them, transactions, and what cannot be read: L47 to L54.</summary>
internal static partial class TransactionRules
{
    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene) =>
        [.. Waiting(scene), .. Unlimited(scene), .. Guarded(scene), .. Words(scene), .. Unread(scene)];

    /// <summary>What is found in a migration as a whole.</summary>
    public static IEnumerable<LintFinding> CheckMigration(MigrationScene migration) =>
        migration.IsTransactional
            ? [.. Held(migration), .. Several(migration), .. Combined(migration)]
            : Combined(migration);

    private static IEnumerable<LintFinding> Waiting(Scene scene)
    {
        if (scene.Effects.FirstOrDefault(effect => effect.IsStrong) is not { } effect)
        {
            yield break;
        }

        var limit = scene.LimitsLockWait;
        if (!limit ?? scene.Migration.Options.WaitsForever)
        {
            yield return scene.Find(
                NoLockTimeout,
                $"{effect.Table}",
                $"It waits for {effect.Table} without a limit, and everybody who comes meanwhile waits behind it.",
                limit is null
                    ? "leave --table-wait as it is: a run gives up after a second, rolls back and tries again"
                    : "leave SET lock_timeout = 0 out: a run sets a limit of a second, rolls back and tries again"
            );
        }
    }

    private static IEnumerable<LintFinding> Unlimited(Scene scene)
    {
        var working = scene.Effects.FirstOrDefault(effect =>
            effect is { IsStrong: true, Work: not Work.None } && !IsSmall(scene, effect.Table)
        );
        if (working is not null && !scene.Migration.Settings.ContainsKey("statement_timeout"))
        {
            yield return scene.Find(
                NoStatementTimeout,
                $"{working.Table}",
                $"{working.Table} ({scene.Sized(working.Table)}) is locked for as long as it takes to "
                    + $"{(working.Work is Work.Rewrite ? "write" : "read")} it.",
                "up --statement-timeout SECONDS rolls it back after that time"
            );
        }
    }

    private static IEnumerable<LintFinding> Guarded(Scene scene)
    {
        var before = scene.Before;
        var isDone =
            scene.Change is { IsRaw: true, IsGuarded: true }
            && scene.Change.Does switch
            {
                AddColumn o => before.Find(o.Table, o.Column.Name) is not null,
                CreateIndex o => before.Find(o.Table)?.Indexes.Any(index => index.Name == o.Index.Name) is true,
                DropColumn o => before.Find(o.Table) is { } table && table.Find(o.Column) is null,
                _ => false,
            };
        if (isDone && scene.IsOld(scene.Change.Table!.Value))
        {
            yield return scene.Find(
                GuardWaits,
                $"{scene.Change.Table}",
                $"There is nothing to do by the migrations before, but it locks {scene.Change.Table} all the same.",
                "leave it out: the ledger knows what has run"
            );
        }
    }

    private static IEnumerable<LintFinding> Words(Scene scene)
    {
        if (scene.Change is { Command: Command.TransactionWord, Name: { } word } change)
        {
            if (change.Kind is not "text" && IsWrapping(scene))
            {
                yield break;
            }

            yield return scene.Find(
                TransactionWord,
                word,
                change.Kind is "text"
                    ? $"The text is no SQL for a database: {word}."
                    : $"{word} in a migration's SQL would begin or end a transaction that the run opens and commits.",
                "leave it out; what has to be committed apart goes into a migration of its own"
            );
        }
    }

    // A script that is one BEGIN … COMMIT as a whole runs without the two.
    private static bool IsWrapping(Scene scene)
    {
        if (scene.Migration.Operations[scene.Change.Index] is not ExecuteSql sql)
        {
            return false;
        }

        var pieces = scene.Dialect.Split(sql.Sql);
        var inner = pieces.SkipWhile(piece => piece.IsSetting).Reverse().SkipWhile(piece => piece.IsSetting).ToList();
        return scene.Migration.Source.IsTransactional
            && inner is [{ Control: TransactionControl.Commit }, .., { Control: TransactionControl.Begin }]
            && inner.Count(piece => piece.Control is not TransactionControl.None) == 2;
    }

    private static IEnumerable<LintFinding> Unread(Scene scene)
    {
        if (scene.Change.Command is not Command.Unknown)
        {
            yield break;
        }

        var operation = scene.Migration.Operations[scene.Change.Index];
        yield return scene.Find(
            NotAnalysed,
            scene.Change.Summary,
            operation is ExecuteCode
                ? "What code does is not known: no rule has looked at it."
                : "What it does cannot be read from its text (a DO block, a function call): no rule has looked at it."
        );
    }

    private static IEnumerable<LintFinding> Held(MigrationScene migration)
    {
        Scene? holder = null;
        foreach (var scene in migration.Scenes)
        {
            if (holder is not null && Grows(scene, holder) is { } severity)
            {
                var locked = holder.Effects.First(effect => effect.IsStrong).Table;
                yield return scene.Find(
                    WorkUnderLock,
                    severity,
                    $"{locked}",
                    $"{locked} ({scene.Sized(locked)}) is locked since \"{holder.Change.Summary}\", and stays so "
                        + "during "
                        + $"\"{scene.Change.Summary}\", which takes longer the more rows there are.",
                    "move it into a migration of its own"
                );
                yield break;
            }

            holder ??= scene.Effects.Any(effect => effect.IsStrong && !IsSmall(scene, effect.Table)) ? scene : null;
        }
    }

    private static bool IsSmall(Scene scene, ObjectName table) => scene.Size(table) is { IsSmall: true };

    // Of an operation that is several statements the work is one.
    private static Severity? Grows(Scene scene, Scene holder) =>
        scene.Change.Index == holder.Change.Index && scene.Change.Statement == holder.Change.Statement ? null
        : scene.Change.Does is ValidateConstraint ? null
        : scene.Migration.Operations[scene.Change.Index] is ExecuteCode ? Severity.Warning
        : scene
            .Effects.Where(effect => effect.Work is not Work.None)
            .Select(effect =>
                scene.Size(effect.Table) switch
                {
                    { IsBig: true } => Severity.Error,
                    { IsSmall: true } => (Severity?)null,
                    _ => Severity.Warning,
                }
            )
            .Max();

    private static IEnumerable<LintFinding> Several(MigrationScene migration)
    {
        var locking = migration
            .Scenes.Where(scene =>
                scene.Effects.Any(effect =>
                    effect.Mode >= LockMode.ShareRowExclusive && scene.Size(effect.Table) is not { IsEmpty: true }
                )
            )
            .ToList();
        var tables = locking
            .SelectMany(scene =>
                scene
                    .Effects.Where(effect => effect.Mode >= LockMode.ShareRowExclusive)
                    .Select(effect => scene.Before.Original(effect.Table))
            )
            .Distinct()
            .ToList();
        // The two tables of one foreign key cannot be locked apart.
        var isApart = locking.Select(scene => scene.Change.Table).Distinct().Count() > 1;
        if (tables.Count > 1 && isApart)
        {
            yield return locking[1]
                .Find(
                    SeveralTables,
                    string.Join(", ", tables),
                    $"{tables.Count} tables are locked together until it commits: {string.Join(", ", tables)}. "
                        + "Others that "
                        + "take them in another order deadlock, and the waits add up.",
                    "a migration for each table"
                );
        }
    }

    private static IEnumerable<LintFinding> Combined(MigrationScene migration) =>
        from scene in migration.Scenes
        where scene.Change.Does is AlterColumn or AddCheck or AddColumn && !scene.Change.IsInline
        from effect in scene.Effects
        where effect.Work is not Work.None
        group scene by effect.Table into passes
        let statements = passes.DistinctBy(scene => (scene.Change.Index, scene.Change.Statement)).ToList()
        where statements.Count > 1 && statements[1].Size(passes.Key) is not { IsSmall: true }
        select statements[1]
            .Find(
                CombineAlters,
                $"{passes.Key}",
                $"{passes.Key} is read or written {statements.Count} times; one ALTER TABLE with all the changes "
                    + "does it once."
            );
}
