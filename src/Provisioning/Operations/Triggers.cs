using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a trigger.</summary>
public sealed record CreateTrigger(ObjectName Table, Trigger Trigger) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new DropTrigger(Table, Trigger.Name) { Was = Trigger };

    /// <inheritdoc />
    public override string Summary => $"create trigger {Trigger.Name} on {Table}";
}

/// <summary>Drops a trigger, and on PostgreSQL the function of the same name that it calls.</summary>
public sealed record DropTrigger(ObjectName Table, string Trigger) : Operation
{
    /// <summary>The trigger as it was, where known.</summary>
    public Trigger? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateTrigger(Table, Was);

    /// <inheritdoc />
    public override string Summary => $"drop trigger {Trigger} of {Table}";
}
