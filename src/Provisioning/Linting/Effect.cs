using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>How much work a change is for the engine.</summary>
internal enum Work
{
    /// <summary>The catalogue alone changes.</summary>
    None,

    /// <summary>All rows are read.</summary>
    Scan,

    /// <summary>All rows and indexes are written.</summary>
    Rewrite,
}

/// <summary>What a change does to a table that others use.</summary>
/// <param name="Table">The table.</param>
/// <param name="Mode">The lock on it; null for one that blocks neither readers nor writers.</param>
/// <param name="Work">What is done under it.</param>
internal sealed record Effect(ObjectName Table, LockMode? Mode, Work Work = Work.None)
{
    /// <summary>Whether it stops those who write, at least.</summary>
    public bool IsStrong => Mode >= LockMode.Share;
}

/// <summary>What changes lock, read and rewrite, by the dialect's facts of their statements. Tables that the same
/// transaction made are left out, but for the table that a new foreign key refers to.</summary>
internal static class Effects
{
    /// <summary>The effects of the change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="before">What is known before it.</param>
    /// <param name="fresh">What its transaction has made.</param>
    /// <param name="dialect">The engine's.</param>
    public static IReadOnlyList<Effect> Of(Change change, Known before, Fresh fresh, Dialect dialect)
    {
        var around = before.Around;
        var effects = Statements(change, before, dialect)
            .SelectMany(statement => Of(dialect.Facts(statement, around)))
            .Concat(change.Writes is { } written ? [new(written, null, Work.Scan)] : []);
        return
        [
            .. effects
                .Select(effect => effect with { Table = before.Resolve(effect.Table) })
                .Where(effect => !fresh.IsNew(effect.Table) && !IsMadeBy(change, effect.Table, before))
                .GroupBy(effect => effect.Table)
                .Select(each => new Effect(each.Key, each.Max(effect => effect.Mode), each.Max(effect => effect.Work))),
        ];
    }

    private static IEnumerable<Effect> Of(StatementFacts facts) =>
        facts
            .Locks.Where(taken => taken.Kind is RelationKind.Table or RelationKind.View)
            .Select(taken => new Effect(
                taken.Table,
                taken.Mode,
                facts.Rewrites.Contains(taken.Table) ? Work.Rewrite
                    : facts.Scans.Contains(taken.Table) ? Work.Scan
                    : Work.None
            ));

    private static IEnumerable<SqlStatement> Statements(Change change, Known before, Dialect dialect)
    {
        if (change.Alone is { } sql)
        {
            return [new(sql)];
        }

        // Rows are written under locks that keep no one out.
        if (change.Does is null or InsertRows or UpdateRows or DeleteRows or ExecuteCode)
        {
            return [];
        }

        try
        {
            return dialect.Render(change.Does, before.Model);
        }
        catch (OperationNotSupportedException)
        {
            // The run refuses it by name before anything is locked.
            return [];
        }
    }

    // A table that is there already stays, with IF NOT EXISTS.
    private static bool IsMadeBy(Change change, ObjectName table, Known before) =>
        change.Does switch
        {
            CreateTable o => before.Resolve(o.Table.Name) == table && before.Find(table) is null,
            CreateView o => before.Resolve(o.View.Name) == table,
            _ => false,
        };
}
