using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>One SQL statement with what a runner and a reviewer need to know of it.</summary>
/// <param name="Text">The SQL, without a closing semicolon.</param>
public sealed record SqlStatement(string Text)
{
    /// <summary>Whether the engine refuses it inside a transaction.</summary>
    public bool OutsideTransaction { get; init; }

    /// <summary>What it does to relations that exist already; null where nothing was worked out, as before a run:
    /// <see cref="Dialect.Facts"/> does.</summary>
    public StatementFacts? Facts { get; init; }

    /// <summary>The relations that it locks, as far as <see cref="Facts"/> are known.</summary>
    public ValueList<TableLock> Locks => Facts?.Locks ?? [];

    /// <summary>Whether foreign keys must not be enforced while it runs, SQLite only: what it drops is created again
    /// under the same name, and a statement after it checks them.</summary>
    public bool SuspendsForeignKeys { get; init; }

    /// <summary>What a migration's own SQL switches the enforcement of foreign keys to until the migration ends, when
    /// they are checked; null for nothing. SQLite only.</summary>
    public bool? EnforcesForeignKeys { get; init; }

    /// <summary>The table that it drops where the engine would delete or change the rows of others that refer to it;
    /// null for none. Foreign keys are not enforced while it runs, and none may refer to a missing table when the
    /// migration ends. SQLite only.</summary>
    public ObjectName? Drops { get; init; }

    /// <summary>Whether foreign keys are only checked when the migration ends; SQLite only.</summary>
    public bool DefersForeignKeys { get; init; }

    /// <summary>Whether it means something only inside a transaction; its migration may not run outside one.</summary>
    public bool InsideTransaction => SuspendsForeignKeys || EnforcesForeignKeys is not null || DefersForeignKeys;

    /// <summary>Whether it rewrites every row of a table, as far as <see cref="Facts"/> are known.</summary>
    public bool Rewrites => Facts?.Rewrites.Count > 0;

    /// <summary>A query for the case that it fails: each row says, for people, what is in the way; null for none.
    /// SQLite only.</summary>
    public string? Reasons { get; init; }

    /// <summary>Whether it has failed where it changes no row: it takes back rows that were inserted.</summary>
    public bool MustChangeRows { get; init; }

    /// <summary>The batches that it is run in, outside a transaction; null for a statement that is run as it
    /// is.</summary>
    public RowBatches? Batches { get; init; }

    /// <summary>Whether all that it does is set something in the session, so that it is run again in another
    /// one.</summary>
    public bool IsSetting { get; init; }

    /// <summary>Whether it is written down and not run: a BEGIN or COMMIT around the whole of a migration's script,
    /// which runs in a transaction anyway.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>The operation that it carries out, or part of it; null for the runner's own statements.</summary>
    public Operation? Operation { get; init; }

    /// <summary>Whether it is code over a connection rather than SQL; <see cref="Text"/> is then a comment that says
    /// what it does.</summary>
    public bool IsCode => Operation is ExecuteCode;
}
