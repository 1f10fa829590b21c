using Provisioning.Schema;

namespace Provisioning.Authoring.Collecting;

/// <summary>Answers what a migration asks while it describes itself: what the engine is called, and what exists before
/// the migration.</summary>
internal sealed class AskedProcessor(IReadOnlyList<string> engineNames, ISchemaState state) : Processor
{
    /// <summary>The name that FluentMigrator's own processors have by default, which <c>IfDatabase</c> gives to
    /// predicates.</summary>
    public override string DatabaseType { get; } = EngineNames.DatabaseType(engineNames);

    public override IList<string> DatabaseTypeAliases { get; } = [.. engineNames];

    public override bool SchemaExists(string schemaName) => state.SchemaExists(schemaName);

    public override bool TableExists(string schemaName, string tableName) =>
        state.TableExists(Name(schemaName, tableName));

    public override bool ColumnExists(string schemaName, string tableName, string columnName) =>
        state.ColumnExists(Name(schemaName, tableName), columnName);

    public override bool ConstraintExists(string schemaName, string tableName, string constraintName) =>
        state.ConstraintExists(Name(schemaName, tableName), constraintName);

    public override bool IndexExists(string schemaName, string tableName, string indexName) =>
        state.IndexExists(Name(schemaName, tableName), indexName);

    public override bool SequenceExists(string schemaName, string sequenceName) =>
        state.SequenceExists(Name(schemaName, sequenceName));

    private protected override NotSupportedException Unable() =>
        new("While a migration describes itself it can ask what exists; SQL runs later, with Execute.");

    private static ObjectName Name(string? schema, string name) => new(schema is "" ? null : schema, name);
}
