using FluentMigrator.Builders.Schema.Column;
using FluentMigrator.Builders.Schema.Constraint;
using FluentMigrator.Builders.Schema.Index;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Schema.Table;

/// <summary>A question about a table or what hangs on it.</summary>
public interface ISchemaTableSyntax : IFluentSyntax
{
    /// <summary>Whether the table existed before the migration.</summary>
    bool Exists();

    /// <summary>A column of it.</summary>
    ISchemaColumnSyntax Column(string columnName);

    /// <summary>An index of it.</summary>
    ISchemaIndexSyntax Index(string indexName);

    /// <summary>A constraint of it.</summary>
    ISchemaConstraintSyntax Constraint(string constraintName);
}
