using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Rules;

/// <summary>The row that a rule makes a value for.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Source">The numbers of its column.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SeedRow(long Number, RandomSource Source)
{
    /// <summary>The numbers of this row and column, from the first on each time they are asked for.</summary>
    public RowRandom Random => Source.Row(Number);
}
