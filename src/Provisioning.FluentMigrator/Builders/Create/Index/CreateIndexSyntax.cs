using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.Index;

/// <summary>A new index: its table.</summary>
public interface ICreateIndexForTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    ICreateIndexOnColumnOrInSchemaSyntax OnTable(string tableName);
}

/// <summary>A new index: its table's schema, its columns or options.</summary>
public interface ICreateIndexOnColumnOrInSchemaSyntax : ICreateIndexOnColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateIndexOnColumnSyntax InSchema(string? schemaName);
}

/// <summary>A new index: its next column, or its options.</summary>
public interface ICreateIndexOnColumnSyntax : IFluentSyntax
{
    /// <summary>The next column.</summary>
    ICreateIndexColumnOptionsSyntax OnColumn(string columnName);

    /// <summary>What holds for the index as a whole.</summary>
    ICreateIndexOptionsSyntax WithOptions();
}

/// <summary>A column of a new index: its direction. Nothing said is upwards.</summary>
public interface ICreateIndexColumnOptionsSyntax : IFluentSyntax
{
    /// <summary>Sorted upwards.</summary>
    ICreateIndexMoreColumnOptionsSyntax Ascending();

    /// <summary>Sorted downwards.</summary>
    ICreateIndexMoreColumnOptionsSyntax Descending();

    /// <summary>Makes the index unique.</summary>
    ICreateIndexColumnUniqueOptionsSyntax Unique();
}

/// <summary>A column of a new index that has its direction.</summary>
public interface ICreateIndexMoreColumnOptionsSyntax : ICreateIndexOnColumnSyntax;

/// <summary>A column of a new unique index.</summary>
public interface ICreateIndexColumnUniqueOptionsSyntax : ICreateIndexOnColumnSyntax;

/// <summary>What holds for a new index as a whole.</summary>
public interface ICreateIndexOptionsSyntax : IFluentSyntax
{
    /// <summary>No two rows may agree in all columns.</summary>
    ICreateIndexOnColumnSyntax Unique();

    /// <summary>For SQL Server; the engines at hand have no other kind.</summary>
    ICreateIndexOnColumnSyntax NonClustered();

    /// <summary>For SQL Server; the engines at hand keep rows in no index's order, and pass it over.</summary>
    ICreateIndexOnColumnSyntax Clustered();
}
