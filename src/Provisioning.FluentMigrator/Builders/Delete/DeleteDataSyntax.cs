using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Delete;

/// <summary>Rows to delete: their table's schema, or which they are.</summary>
public interface IDeleteDataOrInSchemaSyntax : IDeleteDataSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IDeleteDataSyntax InSchema(string? schemaName);
}

/// <summary>Rows to delete: which they are.</summary>
public interface IDeleteDataSyntax : IFluentSyntax
{
    /// <summary>Rows whose columns have the values of the object's properties. Text or a <see cref="RawSql"/> is a condition.</summary>
    IDeleteDataSyntax Row(object dataAsAnonymousType);

    /// <summary>All rows.</summary>
    void AllRows();

    /// <summary>Rows whose column is NULL.</summary>
    void IsNull(string columnName);
}
