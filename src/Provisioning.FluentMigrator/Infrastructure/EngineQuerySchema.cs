using Provisioning.Schema;

namespace FluentMigrator.Infrastructure;

/// <summary>Answers from what a run knows of the engine and of the database.</summary>
internal sealed class EngineQuerySchema(IReadOnlyList<string> engineNames, ISchemaState state) : IQuerySchema
{
    /// <summary>Answers no to everything, as for another engine.</summary>
    public static IQuerySchema Nothing { get; } = new EngineQuerySchema([""], DatabaseModel.Empty);

    public string DatabaseType => engineNames[0];

    public IList<string> DatabaseTypeAliases { get; } = [.. engineNames.Skip(1)];

    public bool SchemaExists(string schemaName) => state.SchemaExists(schemaName);

    public bool TableExists(string? schemaName, string tableName) => state.TableExists(new(schemaName, tableName));

    public bool ColumnExists(string? schemaName, string tableName, string columnName) => state.ColumnExists(new(schemaName, tableName), columnName);

    public bool ConstraintExists(string? schemaName, string tableName, string constraintName) =>
        state.ConstraintExists(new(schemaName, tableName), constraintName);

    public bool IndexExists(string? schemaName, string tableName, string indexName) => state.IndexExists(new(schemaName, tableName), indexName);

    public bool SequenceExists(string? schemaName, string sequenceName) => state.SequenceExists(new(schemaName, sequenceName));
}
