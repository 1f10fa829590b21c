using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>The types that a database declares besides those of its engine: those that list their values, and domains
/// over other types.</summary>
/// <param name="model">What operations describe of the database.</param>
/// <param name="beyond">What none describes.</param>
internal sealed class KnownTypes(DatabaseModel model, UnmodelledStructure beyond)
{
    private const int Deepest = 8;

    /// <summary>The type that rows have in the end, and what the domains on the way to it ask for.</summary>
    public (ColumnType Type, ValueList<string> Checks, bool IsNotNull) Resolve(ColumnType type)
    {
        var (checks, isNotNull) = (new List<string>(), false);
        for (var depth = 0; depth < Deepest && Domain(type) is { Count: > 0 } parts; depth++)
        {
            checks.AddRange(parts.Select(part => part.Expression).OfType<string>());
            isNotNull |= parts.Any(part => part.Text.EndsWith(" NOT NULL", StringComparison.Ordinal));
            type = new(ColumnKind.Custom, Custom: parts.Select(part => part.ValueType).OfType<string>().First());
        }

        return (type, checks.ToValueList(), isNotNull);
    }

    /// <summary>The values that a type lists; null where it lists none.</summary>
    public ValueList<string>? Listed(ColumnType type) =>
        NameOf(type) is { } name && model.Enums.TryGetValue(name, out var values) ? values : null;

    private List<UnmodelledPart> Domain(ColumnType type) =>
        NameOf(type) is { } name
            ? [.. beyond.Parts.Where(part => part.Kind is "domain" && part.Name == name && part.ValueType is not null)]
            : [];

    private static ObjectName? NameOf(ColumnType type)
    {
        if (type is not { Kind: ColumnKind.Custom, Custom: { Length: > 0 } custom })
        {
            return null;
        }

        var words = new SqlWords(custom, postgres: true);
        var (name, end) = words.Name(0);
        return end == words.Count ? name : (ObjectName?)null;
    }
}
