namespace Provisioning.Schema;

/// <summary>A trigger that acts for each row.</summary>
/// <param name="Name">The trigger's name. PostgreSQL's function for it has the same name.</param>
/// <param name="Timing">Before or after the row is written.</param>
/// <param name="Event">What sets it off.</param>
public sealed record Trigger(string Name, TriggerTiming Timing, TriggerEvent Event)
{
    /// <summary>The column that is set to the present moment whenever the row changes and the statement did not set it;
    /// null where <see cref="Body"/> says what happens.</summary>
    public string? Touches { get; init; }

    /// <summary>The condition over OLD and NEW; null for always.</summary>
    public string? When { get; init; }

    /// <summary>What happens, in the engine's own language: PL/pgSQL statements, or SQLite statements each ended by a
    /// semicolon.</summary>
    public string? Body { get; init; }
}

/// <summary>When a trigger acts.</summary>
public enum TriggerTiming
{
    /// <summary>Before the row is written.</summary>
    Before,

    /// <summary>After the row is written.</summary>
    After,
}

/// <summary>What sets a trigger off.</summary>
public enum TriggerEvent
{
    /// <summary>A new row.</summary>
    Insert,

    /// <summary>A changed row.</summary>
    Update,

    /// <summary>A deleted row.</summary>
    Delete,
}
