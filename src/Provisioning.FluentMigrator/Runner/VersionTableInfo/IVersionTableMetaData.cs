namespace FluentMigrator.Runner.VersionTableInfo;

/// <summary>Says what the table of applied versions is called. A public class that implements it and has <see cref="VersionTableMetaDataAttribute"/> counts
/// for the migrations of its assembly.</summary>
public interface IVersionTableMetaData
{
    /// <summary>Whether the schema is made with the table where it is missing.</summary>
    bool OwnsSchema { get; }

    /// <summary>The schema; empty for the default one.</summary>
    string? SchemaName { get; }

    /// <summary>The table.</summary>
    string TableName { get; }

    /// <summary>The column of the version.</summary>
    string ColumnName { get; }

    /// <summary>The column that says what the version is.</summary>
    string DescriptionColumnName { get; }

    /// <summary>The index that keeps versions apart, or the primary key.</summary>
    string UniqueIndexName { get; }

    /// <summary>The column that says when the version was applied, UTC.</summary>
    string AppliedOnColumnName { get; }

    /// <summary>Whether the version is the primary key. No by default: it has an index of its own.</summary>
    bool CreateWithPrimaryKey => false;
}
