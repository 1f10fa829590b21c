using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders;

/// <summary>Says which schema.</summary>
public interface IInSchemaSyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    void InSchema(string? schemaName);
}

/// <summary>Says which schema, and whether it may be missing.</summary>
public interface IIfExistsOrInSchemaSyntax : IInSchemaSyntax
{
    /// <summary>It may be missing, and then nothing happens.</summary>
    IInSchemaSyntax IfExists();
}
