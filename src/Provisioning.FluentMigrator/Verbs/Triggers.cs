using FluentMigrator.Builders;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

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
    /// <summary>Whenever a row changes and the statement left this column as it was, the column is set to the present
    /// moment.</summary>
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

    /// <summary>What it does, in the engine's own language: PL/pgSQL statements, or SQLite statements each ended by a
    /// semicolon.</summary>
    void Body(string sql);
}

/// <summary>A trigger to delete: its table.</summary>
public interface IDeleteTriggerFromTableSyntax : IFluentSyntax
{
    /// <summary>The table that it belongs to.</summary>
    FluentMigrator.Builders.IInSchemaSyntax FromTable(string tableName);
}

/// <summary><c>Create.Trigger</c>.</summary>
internal sealed class CreateTriggerBuilder(string name)
    : SchemaExpression,
        ICreateTriggerOnTableSyntax,
        ICreateTriggerEventOrInSchemaSyntax,
        ICreateTriggerBodySyntax
{
    private string _table = "";
    private Trigger _trigger = new(name, TriggerTiming.Before, TriggerEvent.Update);

    private ObjectName Table => InSchema(_table);

    public ICreateTriggerEventOrInSchemaSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    ICreateTriggerEventSyntax ICreateTriggerEventOrInSchemaSyntax.InSchema(string? schemaName)
    {
        SchemaName = schemaName;
        return this;
    }

    public void Touching(string columnName) => _trigger = _trigger with { Touches = columnName };

    public ICreateTriggerBodySyntax BeforeInsert() => On(TriggerTiming.Before, TriggerEvent.Insert);

    public ICreateTriggerBodySyntax BeforeUpdate() => On(TriggerTiming.Before, TriggerEvent.Update);

    public ICreateTriggerBodySyntax BeforeDelete() => On(TriggerTiming.Before, TriggerEvent.Delete);

    public ICreateTriggerBodySyntax AfterInsert() => On(TriggerTiming.After, TriggerEvent.Insert);

    public ICreateTriggerBodySyntax AfterUpdate() => On(TriggerTiming.After, TriggerEvent.Update);

    public ICreateTriggerBodySyntax AfterDelete() => On(TriggerTiming.After, TriggerEvent.Delete);

    public ICreateTriggerBodySyntax When(string sql)
    {
        _trigger = _trigger with { When = sql };
        return this;
    }

    public void Body(string sql) => _trigger = _trigger with { Body = sql };

    public override void Check(Problems problems)
    {
        problems.Require(name, "a trigger to create");
        problems.Require(Table, $"trigger {name}");
        problems.AddIf(
            _trigger.Touches is null && string.IsNullOrWhiteSpace(_trigger.Body),
            $"trigger {name} of {Table} does nothing; end it with Touching or Body"
        );
    }

    public override IEnumerable<Operation> Operations() => [new CreateTrigger(Table, _trigger)];

    private CreateTriggerBuilder On(TriggerTiming timing, TriggerEvent @event)
    {
        _trigger = _trigger with { Timing = timing, Event = @event };
        return this;
    }
}

/// <summary><c>Delete.Trigger</c>.</summary>
internal sealed class DeleteTriggerBuilder(string name)
    : SchemaExpression,
        IDeleteTriggerFromTableSyntax,
        IInSchemaSyntax
{
    private string _table = "";

    private ObjectName Table => InSchema(_table);

    public IInSchemaSyntax FromTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    void IInSchemaSyntax.InSchema(string schemaName) => SchemaName = schemaName;

    public override void Check(Problems problems)
    {
        problems.Require(name, "a trigger to delete");
        problems.Require(Table, $"trigger {name} to delete");
    }

    public override IEnumerable<Operation> Operations() => [new DropTrigger(Table, name)];
}
