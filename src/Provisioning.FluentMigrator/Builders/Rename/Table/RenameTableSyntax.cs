using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Rename.Table;

/// <summary>A table to rename: its schema, or its new name.</summary>
public interface IRenameTableToOrInSchemaSyntax : IRenameTableToSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IRenameTableToSyntax InSchema(string? schemaName);
}

/// <summary>A table to rename: its new name.</summary>
public interface IRenameTableToSyntax : IFluentSyntax
{
    /// <summary>The new name.</summary>
    IInSchemaSyntax To(string name);
}
