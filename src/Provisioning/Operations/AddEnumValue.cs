using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a value to a type whose values are listed. It has no inverse: PostgreSQL cannot remove a value.
/// PostgreSQL only.</summary>
/// <param name="Name">The type.</param>
/// <param name="Value">The new value.</param>
/// <param name="Before">The existing value that it sorts before; null for the end.</param>
public sealed record AddEnumValue(ObjectName Name, string Value, string? Before = null) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"add {Value} to enum {Name}";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.Enums.GetValueOrDefault(Name) is { } values
            ? before with
            {
                Enums = before.Enums.SetItem(Name, WithValue(values)),
            }
            : before;

    /// <inheritdoc />
    public override AddEnumValue WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Before), Before).Member(nameof(Name), Name).Member(nameof(Value), Value);

    private ValueList<string> WithValue(ValueList<string> values)
    {
        var at = Before is null ? values.Count : values.TakeWhile(value => value != Before).Count();
        return [.. values.Take(at), Value, .. values.Skip(at)];
    }
}
