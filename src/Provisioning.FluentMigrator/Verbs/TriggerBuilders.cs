using FluentMigrator.Builders;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.Trigger</c>.</summary>
internal sealed class CreateTriggerBuilder(string name) :
    SchemaExpression, ICreateTriggerOnTableSyntax, ICreateTriggerEventOrInSchemaSyntax, ICreateTriggerBodySyntax
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
        problems.AddIf(_trigger.Touches is null && string.IsNullOrWhiteSpace(_trigger.Body), $"trigger {name} of {Table} does nothing; end it with Touching or Body");
    }

    public override IEnumerable<Operation> Operations() => [new CreateTrigger(Table, _trigger)];

    private CreateTriggerBuilder On(TriggerTiming timing, TriggerEvent @event)
    {
        _trigger = _trigger with { Timing = timing, Event = @event };
        return this;
    }
}

/// <summary><c>Delete.Trigger</c>.</summary>
internal sealed class DeleteTriggerBuilder(string name) : SchemaExpression, IDeleteTriggerFromTableSyntax, IInSchemaSyntax
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
