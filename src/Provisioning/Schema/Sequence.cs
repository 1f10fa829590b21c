namespace Provisioning.Schema;

/// <summary>A sequence of numbers. What is null is the engine's default.</summary>
public sealed record Sequence(ObjectName Name)
{
    /// <summary>The step from one number to the next.</summary>
    public long? Increment { get; init; }

    /// <summary>The smallest number.</summary>
    public long? MinValue { get; init; }

    /// <summary>The largest number.</summary>
    public long? MaxValue { get; init; }

    /// <summary>The first number.</summary>
    public long? StartWith { get; init; }

    /// <summary>How many numbers a connection takes at once.</summary>
    public long? Cache { get; init; }

    /// <summary>Whether it starts again after its last number.</summary>
    public bool Cycle { get; init; }
}
