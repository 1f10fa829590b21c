namespace FluentMigrator;

/// <summary>Answers what the engine is and what exists in the database.</summary>
public interface IQuerySchema
{
    /// <summary>The engine's name.</summary>
    string DatabaseType { get; }

    /// <summary>The other names that the engine is known by.</summary>
    IList<string> DatabaseTypeAliases { get; }

    /// <summary>Whether the schema exists.</summary>
    bool SchemaExists(string schemaName);

    /// <summary>Whether a table or view of that name exists; without a schema, in the default one.</summary>
    bool TableExists(string? schemaName, string tableName);

    /// <summary>Whether the table has the column.</summary>
    bool ColumnExists(string? schemaName, string tableName, string columnName);

    /// <summary>Whether the table has the constraint.</summary>
    bool ConstraintExists(string? schemaName, string tableName, string constraintName);

    /// <summary>Whether the table has the index.</summary>
    bool IndexExists(string? schemaName, string tableName, string indexName);

    /// <summary>Whether the sequence exists.</summary>
    bool SequenceExists(string? schemaName, string sequenceName);
}
