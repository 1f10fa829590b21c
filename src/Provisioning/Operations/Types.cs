using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Makes an extension's types and functions usable.</summary>
/// <param name="Name">The extension.</param>
/// <param name="Schema">Where its objects go; null for the default schema.</param>
public sealed record CreateExtension(string Name, string? Schema = null) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new DropExtension(Name, Schema);

    /// <inheritdoc />
    public override string Summary => $"create extension {Name}";
}

/// <summary>Takes an extension away.</summary>
/// <param name="Name">The extension.</param>
/// <param name="Schema">Where its objects are; null for the default schema.</param>
public sealed record DropExtension(string Name, string? Schema = null) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new CreateExtension(Name, Schema);

    /// <inheritdoc />
    public override string Summary => $"drop extension {Name}";
}

/// <summary>Creates a type whose values are listed.</summary>
public sealed record CreateEnumType(ObjectName Name, ValueList<string> Values) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new DropEnumType(Name) { Was = Values };

    /// <inheritdoc />
    public override string Summary => $"create enum {Name}";
}

/// <summary>Drops a type whose values are listed.</summary>
public sealed record DropEnumType(ObjectName Name) : Operation
{
    /// <summary>Its values, where known.</summary>
    public ValueList<string>? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateEnumType(Name, Was);

    /// <inheritdoc />
    public override string Summary => $"drop enum {Name}";
}

/// <summary>Adds a value to a type whose values are listed. It cannot be taken away again.</summary>
/// <param name="Name">The type.</param>
/// <param name="Value">The value.</param>
/// <param name="Before">The value that it stands before; null for the end.</param>
public sealed record AddEnumValue(ObjectName Name, string Value, string? Before = null) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override string Summary => $"add {Value} to enum {Name}";
}
