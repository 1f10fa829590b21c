using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Filling.Choices;

/// <summary>When rows came to be, or a moment after that, in ticks.</summary>
/// <param name="clock">The table's clock.</param>
/// <param name="after">The numbers of what comes after; null for the beginning itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Moments(RowClock clock, RandomSource? after) : IRowRule
{
    /// <inheritdoc />
    public long At(long row) => after is { } random ? clock.After(row, random) : clock.At(row);
}
