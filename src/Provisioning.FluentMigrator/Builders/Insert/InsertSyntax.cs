using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Insert;

/// <summary>Inserts rows.</summary>
public interface IInsertExpressionRoot : IFluentSyntax
{
    /// <summary>Inserts rows into a table.</summary>
    IInsertDataOrInSchemaSyntax IntoTable(string tableName);
}

/// <summary>Rows to insert: their table's schema, or their values.</summary>
public interface IInsertDataOrInSchemaSyntax : IInsertDataSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IInsertDataSyntax InSchema(string? schemaName);
}

/// <summary>Rows to insert: their values. A <see cref="RawSql"/> as a value is an expression.</summary>
public interface IInsertDataSyntax : IFluentSyntax
{
    /// <summary>A row with the values of the object's properties.</summary>
    IInsertDataSyntax Row(object dataAsAnonymousType);

    /// <summary>Rows with the values of the objects' properties.</summary>
    IInsertDataSyntax Rows(params object[] dataAsAnonymousTypes);

    // Callers hold dictionaries of both object and object?, and neither shall be warned of.
#nullable disable annotations

    /// <summary>A row with these values by column.</summary>
    IInsertDataSyntax Row(IDictionary<string, object> data);

    /// <summary>Rows with these values by column.</summary>
    IInsertDataSyntax Rows(params IDictionary<string, object>[] data);
}
