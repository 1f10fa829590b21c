using FluentMigrator.Infrastructure;

namespace FluentMigrator;

/// <summary>A migration. Derive from <see cref="Migration"/> rather than implementing it.</summary>
public interface IMigration
{
    /// <summary>The connection string while the migration describes itself; empty where there is no database, and in a class that does not implement it.</summary>
    string ConnectionString => "";

    /// <summary>Collects the operations that take a database to this version.</summary>
    void GetUpExpressions(IMigrationContext context);

    /// <summary>Collects the operations that take a database back from it.</summary>
    void GetDownExpressions(IMigrationContext context);
}
