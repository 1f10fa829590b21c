using FluentMigrator.Builders.Delete;
using FluentMigrator.Builders.Execute;
using FluentMigrator.Builders.Update;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring;

namespace FluentMigrator;

/// <summary>A migration with a way up and a way down. An invitation: derive from it.</summary>
public abstract class Migration : MigrationBase
{
    /// <summary>Takes things and rows away.</summary>
    public IDeleteExpressionRoot Delete => Roots.Delete;

    /// <summary>Runs SQL and code.</summary>
    public IExecuteExpressionRoot Execute => Roots.Execute;

    /// <summary>Changes rows.</summary>
    public IUpdateExpressionRoot Update => Roots.Update;
}

/// <summary>A migration without a way back.</summary>
public abstract class ForwardOnlyMigration : Migration
{
    /// <summary>There is no way back.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public sealed override void Down() =>
        throw new InvalidOperationException($"{GetType().Name} only goes forward: it has no way back.");
}

/// <summary>A migration whose way back is its way up undone, last operation first. It creates, renames, inserts and adds; what
/// takes something away or changes it needs a <see cref="Migration"/> with a way back of its own.</summary>
public abstract class AutoReversingMigration : MigrationBase
{
    /// <summary>Undoes what <see cref="MigrationBase.Up"/> describes.</summary>
    /// <exception cref="NotSupportedException">An operation of it cannot be undone by what is known of it.</exception>
    public sealed override void Down()
    {
        var way = new MigrationContext(Context.QuerySchema, Context.ServiceProvider, Context.Connection);
        Collect(way, Up);
        foreach (var operation in Drafts.Operations(GetType().Name, way.Expressions).Reverse())
        {
            Context.Expressions.Add(new FinishedDraft(operation.Inverse
                ?? throw new NotSupportedException(
                    $"{operation.Summary} cannot be automatically reversed. Derive {GetType().Name} from Migration and write its Down.")));
        }
    }
}
