namespace Provisioning.Masking.Values;

/// <summary>The row that a value is in.</summary>
internal sealed class MaskedRow
{
    private string? _identity;

    /// <summary>The columns that tell the table's rows apart, by their place; empty for all of them.</summary>
    public required int[] Key { get; init; }

    /// <summary>Its values as they were.</summary>
    public string?[] Values
    {
        get;
        set
        {
            field = value;
            _identity = null;
        }
    } = [];

    /// <summary>What tells it from the other rows.</summary>
    public string Identity =>
        _identity ??= string.Join('\u0001', Key.Length == 0 ? Values : Key.Select(at => Values[at]));
}
