using Provisioning.Authoring;
using Provisioning.Schema;

namespace FluentMigrator.Model;

/// <summary>A sequence while a chain of calls describes it. What is null is the engine's default.</summary>
public class SequenceDefinition : ICloneable
{
    /// <summary>The name.</summary>
    public virtual string Name { get; set; } = "";

    /// <summary>Its schema; null for the default one.</summary>
    public virtual string? SchemaName { get; set; }

    /// <summary>The step from one number to the next.</summary>
    public virtual long? Increment { get; set; }

    /// <summary>The smallest number.</summary>
    public virtual long? MinValue { get; set; }

    /// <summary>The largest number.</summary>
    public virtual long? MaxValue { get; set; }

    /// <summary>The first number.</summary>
    public virtual long? StartWith { get; set; }

    /// <summary>How many numbers a connection takes at once; at least 2.</summary>
    public virtual long? Cache { get; set; }

    /// <summary>Whether it begins anew after its last number.</summary>
    public virtual bool Cycle { get; set; }

    /// <inheritdoc />
    public virtual object Clone() => MemberwiseClone();

    internal void Check(Problems problems)
    {
        problems.Require(Name, "a sequence to create");
        if (Cache < 2)
        {
            problems.Add($"sequence {Name} caches {Cache} numbers; it takes at least 2, or none said");
        }
    }

    internal Sequence ToSequence() => new(new ObjectName(SchemaName, Name))
    {
        Increment = Increment,
        MinValue = MinValue,
        MaxValue = MaxValue,
        StartWith = StartWith,
        Cache = Cache,
        Cycle = Cycle,
    };
}
