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

/// <summary>What changes lock, read and rewrite, as measured on PostgreSQL 15. Tables that the same transaction made
/// are left out, but for the table that a new foreign key refers to.</summary>
internal static class Effects
{
    /// <summary>The effects of the change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="alteration">What it means for the rows, where it changes a column.</param>
    /// <param name="before">What is known before it.</param>
    /// <param name="fresh">What its transaction has made.</param>
    /// <param name="dialect">The engine's.</param>
    public static IReadOnlyList<Effect> Of(
        Change change,
        Alteration? alteration,
        Known before,
        Fresh fresh,
        Dialect dialect
    )
    {
        var all = change.Does is { } operation
            ? Of(operation, change, alteration, before, dialect)
            : OfCommand(change, before);
        return
        [
            .. all.Select(effect => effect with { Table = before.Resolve(effect.Table) })
                .Where(effect => !fresh.IsNew(effect.Table))
                .DistinctBy(effect => (effect.Table, effect.Mode, effect.Work)),
        ];
    }

    private static IEnumerable<Effect> Of(
        Operation operation,
        Change change,
        Alteration? alteration,
        Known before,
        Dialect dialect
    ) =>
        operation switch
        {
            AddColumn o => [new(o.Table, LockMode.AccessExclusive, WorkOf(o, before, dialect))],
            AlterColumn o when alteration is not null =>
            [
                new(
                    o.Table,
                    LockMode.AccessExclusive,
                    alteration.IsRewrite ? Work.Rewrite
                        : alteration.ReadsRows ? Work.Scan
                        : Work.None
                ),
            ],
            SetDefault o => [new(o.Table, LockMode.AccessExclusive)],
            DropColumn o => [new(o.Table, LockMode.AccessExclusive), .. Parents(o, before)],
            RenameColumn o => [new(o.Table, LockMode.AccessExclusive)],
            RenameTable o => [new(o.Table, LockMode.AccessExclusive)],
            MoveTable o => [new(o.Table, LockMode.AccessExclusive)],
            AddCheck o => [new(o.Table, LockMode.AccessExclusive, Unless(change.IsNotValid))],
            AddUnique o => [new(o.Table, LockMode.AccessExclusive, Unless(change.UsesIndex))],
            AddPrimaryKey o => [new(o.Table, LockMode.AccessExclusive, Unless(change.UsesIndex))],
            AddForeignKey o =>
            [
                new(
                    o.Table,
                    change.IsInline ? LockMode.AccessExclusive : LockMode.ShareRowExclusive,
                    Unless(change.IsNotValid || change.IsInline)
                ),
                new(o.Key.References, LockMode.ShareRowExclusive),
            ],
            DropConstraint o =>
            [
                new(o.Table, LockMode.AccessExclusive),
                .. KeysOf(o.Table, before)
                    .Where(key => key.Name == o.Name)
                    .Select(key => new Effect(key.References, LockMode.AccessExclusive)),
            ],
            DropTable o =>
            [
                new(o.Table, LockMode.AccessExclusive),
                .. KeysOf(o.Table, before).Select(key => new Effect(key.References, LockMode.AccessExclusive)),
                .. before.Partitions.TryGetValue(o.Table, out var parent)
                    ? [new Effect(parent, LockMode.AccessExclusive)]
                    : Array.Empty<Effect>(),
            ],
            CreateIndex { IsConcurrent: true } o => [new(o.Table, LockMode.ShareUpdateExclusive, Work.Scan)],
            CreateIndex o => [new(o.Table, LockMode.Share, o.IsOnly ? Work.None : Work.Scan)],
            DropIndex { IsConcurrent: false } o => [new(o.Table, LockMode.AccessExclusive)],
            CreateTrigger o => [new(o.Table, LockMode.ShareRowExclusive)],
            DropTrigger o => [new(o.Table, LockMode.AccessExclusive)],
            SetRowSecurity o => [new(o.Table, LockMode.AccessExclusive)],
            CreatePolicy o => [new(o.Table, LockMode.AccessExclusive)],
            DropPolicy o => [new(o.Table, LockMode.AccessExclusive)],
            CreateTable o => o.Table.ForeignKeys.Select(key => new Effect(key.References, LockMode.ShareRowExclusive)),
            UpdateRows { Where: not RowFilter.Matching } o => [new(o.Table, null, Work.Scan)],
            DeleteRows o when o.Filters.Any(filter => filter is not RowFilter.Matching) =>
            [
                new(o.Table, null, Work.Scan),
            ],
            _ => [],
        };

    private static IEnumerable<Effect> OfCommand(Change change, Known before) =>
        (change.Command, change.Target) switch
        {
            (Command.AddExclusion, { } table) => [new(table, LockMode.AccessExclusive, Work.Scan)],
            (Command.ValidateConstraint, { } table) => [new(table, LockMode.ShareUpdateExclusive, Work.Scan)],
            (Command.DomainConstraint, { } domain) when !change.IsNotValid => Users(domain, before)
                .Select(table => new Effect(table, LockMode.Share, Work.Scan)),
            (Command.CreatePartition, { } parent) =>
            [
                new(parent, LockMode.AccessExclusive),
                .. DefaultOf(parent, before),
            ],
            (Command.AttachPartition, { } parent) =>
            [
                new(parent, LockMode.ShareUpdateExclusive),
                new(change.Name!, LockMode.AccessExclusive, Work.Scan),
                .. DefaultOf(parent, before),
            ],
            (Command.DetachPartition, { } parent) =>
            [
                new(parent, change.IsConcurrent ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive),
            ],
            (Command.RefreshView, { } view) => [new(view, change.IsConcurrent ? null : LockMode.AccessExclusive)],
            (Command.Reindex, { } table) =>
            [
                new(table, change.IsConcurrent ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive, Work.Scan),
            ],
            (Command.Rewrite, { } table) => [new(table, LockMode.AccessExclusive, Work.Rewrite)],
            (Command.EnableTrigger or Command.DisableTrigger, { } table) => [new(table, LockMode.ShareRowExclusive)],
            (Command.Truncate, { } table) => [new(table, LockMode.AccessExclusive)],
            (Command.CatalogOnly, { } table) => [new(table, LockMode.AccessExclusive)],
            _ when change.Writes is { } written => [new(written, null, Work.Scan)],
            _ => [],
        };

    private static Work Unless(bool isSpared) => isSpared ? Work.None : Work.Scan;

    private static Work WorkOf(AddColumn o, Known before, Dialect dialect) =>
        o.Column is { Identity: not null } or { Computed: not null }
        || Volatile.IsMadePerRow(o.Column.Default, before) is true
        || before.Domains.GetValueOrDefault(dialect.TypeName(o.Column.Type))
            ? Work.Rewrite
            : Work.None;

    private static IEnumerable<Effect> Parents(DropColumn o, Known before) =>
        KeysOf(o.Table, before)
            .Where(key => key.Columns.Contains(o.Column))
            .Select(key => new Effect(key.References, LockMode.AccessExclusive));

    private static IEnumerable<ForeignKey> KeysOf(ObjectName table, Known before) =>
        (before.Find(table)?.ForeignKeys ?? []).Where(key => before.Resolve(key.References) != before.Resolve(table));

    private static IEnumerable<ObjectName> Users(ObjectName domain, Known before) =>
        before
            .Model.Tables.Values.Where(table =>
                table.Columns.Any(column =>
                    column.Type.Custom?.Equals(domain.Name, StringComparison.OrdinalIgnoreCase) is true
                )
            )
            .Select(table => table.Name);

    private static IEnumerable<Effect> DefaultOf(ObjectName parent, Known before) =>
        before.Defaults.TryGetValue(parent, out var partition)
            ? [new(partition, LockMode.AccessExclusive, Work.Scan)]
            : [];
}
