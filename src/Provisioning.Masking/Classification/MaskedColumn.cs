using Provisioning.Masking.Values;
using Provisioning.Schema;

namespace Provisioning.Masking.Classification;

/// <summary>A column of a database, and what becomes of its values.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Class">What its values say.</param>
/// <param name="Rule">What becomes of them.</param>
/// <param name="Type">The type by which they are masked: that of the column that it refers to, if it does.</param>
internal sealed record MaskedColumn(Table Table, Column Column, ColumnClass Class, MaskRule Rule, MaskedType Type)
{
    /// <summary>The column that it refers to, as <c>table.column</c>; null for none.</summary>
    public string? RefersTo { get; init; }

    /// <summary>The column as <c>table.column</c>.</summary>
    public string Name => $"{Table.Name}.{Column.Name}";

    /// <summary>The column whose mask they go through: that which it refers to, or itself.</summary>
    public string Origin => RefersTo ?? Name;

    /// <summary>How they are changed.</summary>
    public Transformer Transformer => Transformers.Of(Rule);

    /// <summary>Whether they change.</summary>
    public bool IsChanged => Rule.Transformer is not "keep";
}
