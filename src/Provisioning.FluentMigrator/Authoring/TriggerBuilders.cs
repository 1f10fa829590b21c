using FluentMigrator.Builders;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.Trigger</c>.</summary>
internal sealed class CreateTriggerBuilder(string name) :
    ICreateTriggerOnTableSyntax, ICreateTriggerEventOrInSchemaSyntax, ICreateTriggerBodySyntax, IDraft
{
    private ObjectName _table = "";
    private Trigger _trigger = new(name, TriggerTiming.Before, TriggerEvent.Update);

    public ICreateTriggerEventOrInSchemaSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public ICreateTriggerEventSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
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

    public void Check(Problems problems)
    {
        problems.Require(name, "a trigger to create");
        problems.Require(_table, $"trigger {name}");
        if (_trigger.Touches is null && string.IsNullOrWhiteSpace(_trigger.Body))
        {
            problems.Add($"trigger {name} of {_table} does nothing; end it with Touching or Body");
        }
    }

    public IEnumerable<Operation> Operations() => [new CreateTrigger(_table, _trigger)];

    private CreateTriggerBuilder On(TriggerTiming timing, TriggerEvent @event)
    {
        _trigger = _trigger with { Timing = timing, Event = @event };
        return this;
    }
}

/// <summary><c>Delete.Trigger</c>.</summary>
internal sealed class DeleteTriggerBuilder(string name) : IDeleteTriggerFromTableSyntax, IInSchemaSyntax, IDraft
{
    private ObjectName _table = "";

    public IInSchemaSyntax FromTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public void InSchema(string? schemaName) => _table = _table with { Schema = schemaName };

    public void Check(Problems problems)
    {
        problems.Require(name, "a trigger to delete");
        problems.Require(_table, $"trigger {name} to delete");
    }

    public IEnumerable<Operation> Operations() => [new DropTrigger(_table, name)];
}
