namespace Provisioning.Masking.Classification;

/// <summary>What a masking file says of a column.</summary>
/// <param name="Class">What its values say.</param>
internal sealed record ClassifiedColumn(ColumnClass Class)
{
    /// <summary>What becomes of its values; null for what its class and its type ask for.</summary>
    public MaskRule? Rule { get; init; }
}
