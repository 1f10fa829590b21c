using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Schema.Constraint;

/// <summary>A question about a constraint.</summary>
public interface ISchemaConstraintSyntax : IFluentSyntax
{
    /// <summary>Whether the constraint existed before the migration.</summary>
    bool Exists();
}
