using Provisioning.Masking.Values;
using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>What becomes of values whose column has a class alone.</summary>
internal static class DefaultMasks
{
    private static readonly MaskRule Keep = new("keep");

    /// <summary>The rule of a class for a column, by its type and its name.</summary>
    public static MaskRule Of(ColumnClass of, Column column, MaskedType type) =>
        of switch
        {
            ColumnClass.Public or ColumnClass.Key => Keep,
            ColumnClass.Secret => Nothing(column),
            ColumnClass.FreeText => type.Family switch
            {
                ValueFamily.Text or ValueFamily.Json => new("text"),
                _ => Nothing(column),
            },
            _ => Personal(column, type),
        };

    private static MaskRule Nothing(Column column) => new(column.IsNullable is true ? "null" : "default");

    private static MaskRule Personal(Column column, MaskedType type) =>
        type.Family switch
        {
            ValueFamily.Text => Text(column),
            ValueFamily.Integer or ValueFamily.Uuid => new("permute"),
            ValueFamily.Number => new("noise"),
            ValueFamily.Date => MaskRule.With("generalise", "to", "year"),
            ValueFamily.Json => new("text"),
            ValueFamily.Address => new("pseudonym"),
            ValueFamily.Boolean => new("shuffle"),
            _ => Nothing(column),
        };

    private static MaskRule Text(Column column) =>
        PersonalName.KindOf(column.Name) switch
        {
            "email" => new("email"),
            "phone" => new("digits"),
            "date" => MaskRule.With("generalise", "to", "year"),
            { } kind => MaskRule.With("pseudonym", "kind", kind),
            null => new("text"),
        };
}
