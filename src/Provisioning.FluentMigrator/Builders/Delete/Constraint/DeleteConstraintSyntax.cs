using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Delete.Constraint;

/// <summary>A constraint to drop: its table.</summary>
public interface IDeleteConstraintOnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    IDeleteConstraintInSchemaOptionsSyntax FromTable(string tableName);
}

/// <summary>A constraint to drop: its table's schema, or its columns where it is named after them.</summary>
public interface IDeleteConstraintInSchemaOptionsSyntax : IDeleteConstraintColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IDeleteConstraintInSchemaOptionsSyntax InSchema(string? schemaName);
}

/// <summary>A constraint to drop: its columns where it is named after them.</summary>
public interface IDeleteConstraintColumnSyntax : IFluentSyntax
{
    /// <summary>Its column.</summary>
    void Column(string columnName);

    /// <summary>Its columns in order.</summary>
    void Columns(params string[] columnNames);
}
