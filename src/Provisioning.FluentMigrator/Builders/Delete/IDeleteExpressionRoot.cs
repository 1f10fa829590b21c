using FluentMigrator.Builders.Delete.Column;
using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Builders.Delete.DefaultConstraint;
using FluentMigrator.Builders.Delete.ForeignKey;
using FluentMigrator.Builders.Delete.Index;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Delete;

/// <summary>Takes things away.</summary>
public interface IDeleteExpressionRoot : IFluentSyntax
{
    /// <summary>Drops an empty schema.</summary>
    void Schema(string schemaName);

    /// <summary>Drops a table with its rows.</summary>
    IIfExistsOrInSchemaSyntax Table(string tableName);

    /// <summary>Drops a column with its values.</summary>
    IDeleteColumnFromTableSyntax Column(string columnName);

    /// <summary>Drops the foreign key that is named after its tables and columns.</summary>
    IDeleteForeignKeyFromTableSyntax ForeignKey();

    /// <summary>Drops a foreign key.</summary>
    IDeleteForeignKeyOnTableSyntax ForeignKey(string foreignKeyName);

    /// <summary>Deletes rows.</summary>
    IDeleteDataOrInSchemaSyntax FromTable(string tableName);

    /// <summary>Drops an index.</summary>
    IDeleteIndexForTableSyntax Index(string? indexName);

    /// <summary>Drops the index that is named after its table and columns.</summary>
    IDeleteIndexForTableSyntax Index();

    /// <summary>Drops a sequence.</summary>
    IInSchemaSyntax Sequence(string sequenceName);

    /// <summary>Drops a primary key.</summary>
    IDeleteConstraintOnTableSyntax PrimaryKey(string primaryKeyName);

    /// <summary>Drops a unique constraint.</summary>
    IDeleteConstraintOnTableSyntax UniqueConstraint(string? constraintName);

    /// <summary>Drops the unique constraint that is named after its table and columns.</summary>
    IDeleteConstraintOnTableSyntax UniqueConstraint();

    /// <summary>Takes away a column's default.</summary>
    IDeleteDefaultConstraintOnTableSyntax DefaultConstraint();
}
