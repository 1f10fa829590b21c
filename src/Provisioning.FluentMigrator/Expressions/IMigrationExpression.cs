using Provisioning.Authoring;

namespace FluentMigrator.Expressions;

/// <summary>One thing that a migration describes.</summary>
public interface IMigrationExpression
{
    /// <summary>The expression that takes it back.</summary>
    /// <exception cref="NotSupportedException">It cannot be taken back by what is known of it.</exception>
    IMigrationExpression Reverse();

    /// <summary>Runs it on a database. Expressions of one's own override it; those of this library are run by the processor.</summary>
    void ExecuteWith(IMigrationProcessor processor) => processor.Process(this);
}

/// <summary>What all expressions have in common.</summary>
public abstract class MigrationExpressionBase : IMigrationExpression
{
    /// <inheritdoc />
    public virtual IMigrationExpression Reverse() =>
        this is IDraft draft ? draft.Undone() : throw new NotSupportedException($"{GetType().Name} cannot be automatically reversed.");

    /// <inheritdoc />
    public virtual void ExecuteWith(IMigrationProcessor processor) => processor.Process(this);
}

/// <summary>An expression about something in a schema.</summary>
public interface ISchemaExpression
{
    /// <summary>The schema; null for the default one.</summary>
    string? SchemaName { get; set; }
}
