namespace Provisioning.Schema;

/// <summary>The name of a table or of another object that lives in a schema.</summary>
/// <param name="Schema">The schema, or null for the engine's default one.</param>
/// <param name="Name">The name as the catalogue has it, unquoted.</param>
public readonly record struct ObjectName(string? Schema, string Name)
{
    /// <summary>A name in the engine's default schema.</summary>
    public static implicit operator ObjectName(string name) => FromString(name);

    /// <summary>A name in the engine's default schema.</summary>
    public static ObjectName FromString(string name) => new(null, name);

    /// <inheritdoc />
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";
}
