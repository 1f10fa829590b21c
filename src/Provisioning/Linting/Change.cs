using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>What a statement of raw SQL does that no operation describes.</summary>
internal enum Command
{
    /// <summary>The operation says it all.</summary>
    None,

    /// <summary>It cannot be read.</summary>
    Unknown,

    /// <summary>It locks and changes nothing that a rule speaks of.</summary>
    Harmless,

    AddExclusion,
    DomainConstraint,
    CreateDomain,
    CreatePartition,
    RefreshView,
    Reindex,
    Rewrite,
    EnableTrigger,
    DisableTrigger,
    AlterSequence,
    Truncate,
    DropCascade,
    DropIndexes,
    RenameValue,
    RenameSchema,
    Grant,
    Revoke,
    Setting,
    Privileged,
    OutsideOnly,
    TransactionWord,
    SelectInto,
    ReplaceFunction,
    Statistics,
    LockTable,
    CatalogOnly,
}

/// <summary>One thing that a migration does, as rules read it: an operation, or an action of a statement of raw
/// SQL.</summary>
/// <param name="Index">Which of the migration's operations, from 0.</param>
/// <param name="Summary">What it is, for people.</param>
internal sealed record Change(int Index, string Summary)
{
    /// <summary>What it does, also where it was raw SQL; null where no operation says so.</summary>
    public Operation? Does { get; init; }

    /// <summary>What it does where <see cref="Does"/> does not say so, or not all of it.</summary>
    public Command Command { get; init; }

    /// <summary>The table or other object that <see cref="Command"/> is about.</summary>
    public ObjectName? Target { get; init; }

    /// <summary>A second name: the constraint, the partition, the setting, the value.</summary>
    public string? Name { get; init; }

    /// <summary>A value or third name: what a setting is set to.</summary>
    public string? Value { get; init; }

    /// <summary>The statement of raw SQL; null for an operation.</summary>
    public string? Sql { get; init; }

    /// <summary>The same as a statement that makes this change alone; null for an operation.</summary>
    public string? Alone { get; init; }

    /// <summary>Which statement of the operation's SQL, from 0; null for an operation.</summary>
    public int? Statement { get; init; }

    /// <summary>The rules that a comment on the statement suppresses, with what it says of each.</summary>
    public IReadOnlyList<(string Rule, string Reason)> Ignored { get; init; } = [];

    /// <summary>Whether the rows already there are not looked at: NOT VALID.</summary>
    public bool IsNotValid =>
        Kind is "not valid" || Does is AddCheck { Check.IsNotValid: true } or AddForeignKey { Key.IsNotValid: true };

    /// <summary>Whether an index that is there becomes the constraint's: USING INDEX.</summary>
    public bool UsesIndex => Does is AddPrimaryKey { UsingIndex: not null } or AddUnique { UsingIndex: not null };

    /// <summary>Whether a change of a column names its TYPE, which alone has consequences.</summary>
    public bool NamesType { get; init; }

    /// <summary>Whether it says CONCURRENTLY.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary>Whether it says IF EXISTS or IF NOT EXISTS.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>Whether it says CASCADE.</summary>
    public bool IsCascading { get; init; }

    /// <summary>Whether it is part of adding a column.</summary>
    public bool IsInline { get; init; }

    /// <summary>Whether it is about the default partition.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether the table is temporary or unlogged, and other kinds, as the command needs.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether the values of a changed column go through an expression of their own: USING.</summary>
    public string? Using { get; init; }

    /// <summary>Whether it reads or writes rows in proportion to a table, with that table.</summary>
    public ObjectName? Writes { get; init; }

    /// <summary>Whether it changes every row.</summary>
    public bool WritesAll { get; init; }

    /// <summary>Whether it was raw SQL.</summary>
    public bool IsRaw => Sql is not null;

    /// <summary>Whether it could be read.</summary>
    public bool IsRead => Command is not Command.Unknown && Kind is not "text";

    /// <summary>The existing table that it is about first of all; null for none.</summary>
    public ObjectName? Table =>
        Does switch
        {
            CreateIndex o => o.Table,
            DropIndex o => o.Table,
            DropTable o => o.Table,
            RenameTable o => o.Table,
            MoveTable o => o.Table,
            CreateTrigger o => o.Table,
            DropTrigger o => o.Table,
            CreatePolicy o => o.Table,
            DropPolicy o => o.Table,
            SetRowSecurity o => o.Table,
            SetDistribution o => o.Table,
            CreatePartition o => o.Table,
            AttachPartition o => o.Table,
            DetachPartition o => o.Table,
            Backfill o => o.Table,
            InsertRows o => o.Table,
            UpdateRows o => o.Table,
            DeleteRows o => o.Table,
            { Alters: { } table } => table,
            _ => Target,
        };
}
