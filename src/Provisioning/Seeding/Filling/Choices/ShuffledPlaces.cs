namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Numbers in another order, which are remembered where they are few and asked for often.</summary>
/// <param name="order">The order.</param>
/// <param name="count">How many numbers.</param>
/// <param name="uses">About how often one is asked for.</param>
internal sealed class ShuffledPlaces(KeyedPermutation order, long count, long uses)
{
    // Two bytes each.
    private const int MostRemembered = 65_536;

    private ushort[]? _known;

    private readonly bool _isRemembered = count <= MostRemembered && uses / 4 >= count;

    /// <summary>The number at a place.</summary>
    public long At(long place) =>
        _known is { } known ? known[place]
        : _isRemembered ? Remembered()[place]
        : order.At(place);

    // Two threads may compute the same.
    private ushort[] Remembered()
    {
        var known = new ushort[count];
        for (var place = 0; place < known.Length; place++)
        {
            known[place] = (ushort)order.At(place);
        }

        return _known = known;
    }
}
