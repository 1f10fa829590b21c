using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Filling.Choices;

/// <summary>One choice after the other. Two rows below the product of the counts differ in one of several slots whose
/// divisors are the products of the counts before them.</summary>
/// <param name="count">How many choices there are.</param>
/// <param name="divisor">After how many rows it goes on to the next.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct InOrder(long count, long divisor) : IRowRule
{
    /// <inheritdoc />
    public long At(long row) =>
        divisor == 1
            ? row < count
                ? row
                : row % count
            : ((row / divisor) + (row % divisor)) % count;
}
