using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Delete.DefaultConstraint;

/// <summary>A default to take away: its table.</summary>
public interface IDeleteDefaultConstraintOnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    IDeleteDefaultConstraintOnColumnOrInSchemaSyntax OnTable(string tableName);
}

/// <summary>A default to take away: its table's schema, or its column.</summary>
public interface IDeleteDefaultConstraintOnColumnOrInSchemaSyntax : IDeleteDefaultConstraintOnColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IDeleteDefaultConstraintOnColumnSyntax InSchema(string? schemaName);
}

/// <summary>A default to take away: its column.</summary>
public interface IDeleteDefaultConstraintOnColumnSyntax : IFluentSyntax
{
    /// <summary>The column.</summary>
    void OnColumn(string columnName);
}
