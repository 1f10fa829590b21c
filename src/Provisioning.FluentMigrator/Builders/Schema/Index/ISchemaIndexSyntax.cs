using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Schema.Index;

/// <summary>A question about a index.</summary>
public interface ISchemaIndexSyntax : IFluentSyntax
{
    /// <summary>Whether the index existed before the migration.</summary>
    bool Exists();
}
