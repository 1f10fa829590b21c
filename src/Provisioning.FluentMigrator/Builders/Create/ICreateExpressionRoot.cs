using FluentMigrator.Builders.Create.Column;
using FluentMigrator.Builders.Create.Constraint;
using FluentMigrator.Builders.Create.ForeignKey;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Builders.Create.Schema;
using FluentMigrator.Builders.Create.Sequence;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create;

/// <summary>Creates things.</summary>
public interface ICreateExpressionRoot : IFluentSyntax
{
    /// <summary>Creates a schema.</summary>
    ICreateSchemaOptionsSyntax Schema(string schemaName);

    /// <summary>Creates a table.</summary>
    ICreateTableWithColumnOrSchemaOrDescriptionSyntax Table(string tableName);

    /// <summary>Adds a column to a table.</summary>
    ICreateColumnOnTableSyntax Column(string columnName);

    /// <summary>Adds a foreign key, named after its tables and columns.</summary>
    ICreateForeignKeyFromTableSyntax ForeignKey();

    /// <summary>Adds a foreign key.</summary>
    ICreateForeignKeyFromTableSyntax ForeignKey(string? foreignKeyName);

    /// <summary>Creates an index, named after its table and columns.</summary>
    ICreateIndexForTableSyntax Index();

    /// <summary>Creates an index.</summary>
    ICreateIndexForTableSyntax Index(string? indexName);

    /// <summary>Creates a sequence.</summary>
    ICreateSequenceInSchemaSyntax Sequence(string sequenceName);

    /// <summary>Adds a primary key, named after its table and columns.</summary>
    ICreateConstraintOnTableSyntax PrimaryKey();

    /// <summary>Adds a primary key.</summary>
    ICreateConstraintOnTableSyntax PrimaryKey(string? primaryKeyName);

    /// <summary>Adds a unique constraint, named after its table and columns.</summary>
    ICreateConstraintOnTableSyntax UniqueConstraint();

    /// <summary>Adds a unique constraint.</summary>
    ICreateConstraintOnTableSyntax UniqueConstraint(string? constraintName);
}
