using FluentMigrator.Expressions;

namespace FluentMigrator.Infrastructure;

/// <summary>What collects the expressions of one migration while it describes itself.</summary>
public interface IMigrationContext
{
    /// <summary>The services that the migration's constructor asked; null where there are none.</summary>
    IServiceProvider? ServiceProvider { get; }

    /// <summary>What was described, in order.</summary>
    ICollection<IMigrationExpression> Expressions { get; set; }

    /// <summary>Answers what the engine is and what exists before the migration.</summary>
    IQuerySchema QuerySchema { get; }

    /// <summary>The connection string; empty where there is no database.</summary>
    string Connection { get; }
}

/// <summary>Collects the expressions of one migration.</summary>
/// <param name="querySchema">Answers what the engine is and what exists.</param>
/// <param name="serviceProvider">Services; null for none.</param>
/// <param name="connection">The connection string; empty for none.</param>
public class MigrationContext(IQuerySchema querySchema, IServiceProvider? serviceProvider, string connection) : IMigrationContext
{
    /// <inheritdoc />
    public virtual IServiceProvider? ServiceProvider { get; } = serviceProvider;

    /// <inheritdoc />
    public virtual ICollection<IMigrationExpression> Expressions { get; set; } = [];

    /// <inheritdoc />
    public virtual IQuerySchema QuerySchema { get; } = querySchema;

    /// <inheritdoc />
    public virtual string Connection { get; } = connection;
}
