namespace FluentMigrator.Model;

/// <summary>A row to insert: its values by column.</summary>
public sealed class InsertionDataDefinition : List<KeyValuePair<string, object?>>;

/// <summary>The values, by column, of rows to delete.</summary>
public sealed class DeletionDataDefinition : List<KeyValuePair<string, object?>>;
