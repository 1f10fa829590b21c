using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Each choice as likely as the others.</summary>
/// <param name="random">The numbers of rows.</param>
/// <param name="count">How many choices there are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Drawn(RandomSource random, long count) : IRowRule
{
    /// <inheritdoc />
    public long At(long row)
    {
        var numbers = random.Row(row);
        return numbers.Next(0, count - 1);
    }
}
