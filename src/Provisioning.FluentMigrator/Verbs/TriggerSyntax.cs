using FluentMigrator.Infrastructure;

namespace Provisioning.Authoring;

/// <summary>A new trigger: its table.</summary>
public interface ICreateTriggerOnTableSyntax : IFluentSyntax
{
    /// <summary>The table whose rows set it off.</summary>
    ICreateTriggerEventOrInSchemaSyntax OnTable(string tableName);
}

/// <summary>A new trigger: its table's schema, or what sets it off.</summary>
public interface ICreateTriggerEventOrInSchemaSyntax : ICreateTriggerEventSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateTriggerEventSyntax InSchema(string? schemaName);
}

/// <summary>A new trigger: what sets it off.</summary>
public interface ICreateTriggerEventSyntax : IFluentSyntax
{
    /// <summary>Whenever a row changes and the statement left this column as it was, the column is set to the present moment.</summary>
    void Touching(string columnName);

    /// <summary>Before a new row is written.</summary>
    ICreateTriggerBodySyntax BeforeInsert();

    /// <summary>Before a changed row is written.</summary>
    ICreateTriggerBodySyntax BeforeUpdate();

    /// <summary>Before a row is deleted.</summary>
    ICreateTriggerBodySyntax BeforeDelete();

    /// <summary>After a new row was written.</summary>
    ICreateTriggerBodySyntax AfterInsert();

    /// <summary>After a changed row was written.</summary>
    ICreateTriggerBodySyntax AfterUpdate();

    /// <summary>After a row was deleted.</summary>
    ICreateTriggerBodySyntax AfterDelete();
}

/// <summary>A new trigger: when it acts, and what it does.</summary>
public interface ICreateTriggerBodySyntax : IFluentSyntax
{
    /// <summary>Only for rows for which the SQL condition over OLD and NEW is true.</summary>
    ICreateTriggerBodySyntax When(string sql);

    /// <summary>What it does, in the engine's own language: PL/pgSQL statements, or SQLite statements each ended by a semicolon.</summary>
    void Body(string sql);
}

/// <summary>A trigger to delete: its table.</summary>
public interface IDeleteTriggerFromTableSyntax : IFluentSyntax
{
    /// <summary>The table that it belongs to.</summary>
    FluentMigrator.Builders.IInSchemaSyntax FromTable(string tableName);
}
