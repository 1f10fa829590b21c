using Provisioning.Masking.Classification;
using Provisioning.Schema;

namespace Provisioning.Masking.Values;

/// <summary>A way to change values.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Fits">The kinds of values that it can change.</param>
/// <param name="Summary">What it does, for people.</param>
/// <param name="Make">Makes the function for a column.</param>
internal sealed record Transformer(string Name, ValueFamily Fits, string Summary, Func<MaskSite, ValueMask> Make)
{
    /// <summary>The options that it takes.</summary>
    public ValueList<string> Options { get; init; } = [];

    /// <summary>Whether it gives the same value for the same value, in every row and table, so that columns that refer
    /// to each other still do.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Whether two values never become one.</summary>
    public Func<MaskRule, MaskedType, bool> KeepsUnique { get; init; } = static (_, _) => false;

    /// <summary>Whether what it gives may be, or hold, a value that was there: it then is no leak.</summary>
    public bool MayGiveOriginals { get; init; }

    /// <summary>How long what it gives is, where that does not follow from the value and it cannot be cut; null where
    /// it does.</summary>
    public Func<MaskRule, int?> Length { get; init; } = static _ => null;

    /// <summary>Whether it can change values of the type.</summary>
    public bool FitsType(MaskedType type) => (Fits & type.Family) != ValueFamily.None;

    /// <summary>Says that the options are wrong, if they are.</summary>
    public Action<MaskRule> Check { get; init; } = static _ => { };
}

/// <summary>Changes a value.</summary>
/// <param name="value">The value as text; never NULL.</param>
/// <param name="row">The row that it is in.</param>
/// <returns>The new value; null for NULL.</returns>
internal delegate string? ValueMask(string value, MaskedRow row);

/// <summary>A column that a transformer works on.</summary>
/// <param name="Rule">The transformer and its options.</param>
/// <param name="Key">The key of pseudonyms.</param>
/// <param name="Column">The column.</param>
/// <param name="Type">Its type.</param>
internal sealed record MaskSite(MaskRule Rule, MaskKey Key, Column Column, MaskedType Type)
{
    /// <summary>The text, no longer than the column takes.</summary>
    public string Cut(string text) =>
        Type.Length is { } length && text.Length > length
            ? text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]
            : text;
}
