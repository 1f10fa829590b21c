namespace FluentMigrator.Infrastructure;

/// <summary>What collects the operations of one migration while it describes itself.</summary>
public interface IMigrationContext
{
    /// <summary>The connection string; empty where there is no database.</summary>
    string Connection { get; }
}
