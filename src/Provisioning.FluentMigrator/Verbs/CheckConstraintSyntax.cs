using FluentMigrator.Infrastructure;

namespace Provisioning.Authoring;

/// <summary>A new check constraint: its table.</summary>
public interface ICreateCheckConstraintOnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    ICreateCheckConstraintExpressionOrInSchemaSyntax OnTable(string tableName);
}

/// <summary>A new check constraint: its table's schema, or its expression.</summary>
public interface ICreateCheckConstraintExpressionOrInSchemaSyntax : ICreateCheckConstraintExpressionSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateCheckConstraintExpressionSyntax InSchema(string? schemaName);
}

/// <summary>A new check constraint: its expression.</summary>
public interface ICreateCheckConstraintExpressionSyntax : IFluentSyntax
{
    /// <summary>SQL over one row; a row passes where it is true or NULL.</summary>
    void Expression(string sql);
}
