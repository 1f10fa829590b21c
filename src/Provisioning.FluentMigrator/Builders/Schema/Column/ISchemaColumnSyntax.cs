using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Schema.Column;

/// <summary>A question about a column.</summary>
public interface ISchemaColumnSyntax : IFluentSyntax
{
    /// <summary>Whether the column existed before the migration.</summary>
    bool Exists();
}
