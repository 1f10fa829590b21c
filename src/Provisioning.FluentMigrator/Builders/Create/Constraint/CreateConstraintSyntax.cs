using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.Constraint;

/// <summary>A new primary key or unique constraint: its table.</summary>
public interface ICreateConstraintOnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    ICreateConstraintWithSchemaOrColumnSyntax OnTable(string tableName);
}

/// <summary>A new primary key or unique constraint: its table's schema, or its columns.</summary>
public interface ICreateConstraintWithSchemaOrColumnSyntax : ICreateConstraintColumnsSyntax, ICreateConstraintWithSchemaSyntax;

/// <summary>A new primary key or unique constraint: its table's schema.</summary>
public interface ICreateConstraintWithSchemaSyntax : IFluentSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateConstraintColumnsSyntax WithSchema(string? schemaName);
}

/// <summary>A new primary key or unique constraint: its columns.</summary>
public interface ICreateConstraintColumnsSyntax : IFluentSyntax
{
    /// <summary>Its column.</summary>
    ICreateConstraintOptionsSyntax Column(string columnName);

    /// <summary>Its columns in order.</summary>
    ICreateConstraintOptionsSyntax Columns(params string[] columnNames);

    /// <summary>Its columns in order.</summary>
    ICreateConstraintOptionsSyntax Columns(IEnumerable<string> columnNames);
}

/// <summary>A new primary key or unique constraint that is complete.</summary>
public interface ICreateConstraintOptionsSyntax : IFluentSyntax;
