using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Rename.Column;

/// <summary>A column to rename: its table's schema, or its new name.</summary>
public interface IRenameColumnToOrInSchemaSyntax : IRenameColumnToSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IRenameColumnToSyntax InSchema(string? schemaName);
}

/// <summary>A column to rename: its new name.</summary>
public interface IRenameColumnToSyntax : IFluentSyntax
{
    /// <summary>The new name.</summary>
    void To(string name);
}
