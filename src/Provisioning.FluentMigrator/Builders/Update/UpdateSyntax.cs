using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Update;

/// <summary>Changes rows.</summary>
public interface IUpdateExpressionRoot : IFluentSyntax
{
    /// <summary>Changes rows of a table.</summary>
    IUpdateSetOrInSchemaSyntax Table(string tableName);
}

/// <summary>Rows to change: their table's schema, or the new values.</summary>
public interface IUpdateSetOrInSchemaSyntax : IUpdateSetSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IUpdateSetSyntax InSchema(string? schemaName);
}

/// <summary>Rows to change: the new values.</summary>
public interface IUpdateSetSyntax : IFluentSyntax
{
    /// <summary>The values of the object's properties. Text or a <see cref="RawSql"/> is a whole SET clause.</summary>
    IUpdateWhereSyntax Set(object dataAsAnonymousType);

    // Callers hold dictionaries of both object and object?, and neither shall be warned of.
#nullable disable annotations

    /// <summary>These values by column.</summary>
    IUpdateWhereSyntax Set(IDictionary<string, object> data);
}

/// <summary>Rows to change: which they are.</summary>
public interface IUpdateWhereSyntax : IFluentSyntax
{
    /// <summary>Rows whose columns have the values of the object's properties. Text or a <see cref="RawSql"/> is a condition.</summary>
    void Where(object dataAsAnonymousType);

    /// <summary>Rows whose columns have these values.</summary>
    void Where(IDictionary<string, object> data);

    /// <summary>All rows.</summary>
    void AllRows();
}
