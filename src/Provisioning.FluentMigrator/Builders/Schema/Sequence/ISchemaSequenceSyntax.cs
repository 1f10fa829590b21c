using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Schema.Sequence;

/// <summary>A question about a sequence.</summary>
public interface ISchemaSequenceSyntax : IFluentSyntax
{
    /// <summary>Whether the sequence existed before the migration.</summary>
    bool Exists();
}
