using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Many small choices, a few that are much larger.</summary>
/// <param name="random">The numbers of rows.</param>
/// <param name="count">How many choices there are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct LogNormal(RandomSource random, long count) : IRowRule
{
    /// <inheritdoc />
    public long At(long row)
    {
        var numbers = random.Row(row);
        return Skew.LogNormal(ref numbers, count);
    }
}
