using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Delete.Index;

/// <summary>An index to drop: its table.</summary>
public interface IDeleteIndexForTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    IDeleteIndexOnColumnOrInSchemaSyntax OnTable(string tableName);
}

/// <summary>An index to drop: its table's schema, or its columns where it is named after them.</summary>
public interface IDeleteIndexOnColumnOrInSchemaSyntax : IDeleteIndexOnColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IDeleteIndexOnColumnSyntax InSchema(string? schemaName);
}

/// <summary>An index to drop: its columns where it is named after them.</summary>
public interface IDeleteIndexOnColumnSyntax : IFluentSyntax
{
    /// <summary>Its column.</summary>
    IDeleteIndexOptionsSyntax OnColumn(string columnName);

    /// <summary>Its columns in order.</summary>
    IDeleteIndexOptionsSyntax OnColumns(params string[] columnNames);

    /// <summary>What holds for the index as a whole.</summary>
    IDeleteIndexOptionsSyntax WithOptions();
}

/// <summary>What holds for an index to drop as a whole.</summary>
public interface IDeleteIndexOptionsSyntax : IFluentSyntax;
