using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Spares computing again what several columns of the same rows need: each thread remembers its last
/// ones.</summary>
/// <param name="choices">What is computed.</param>
internal sealed class Remembered(RowChoice choices) : RowChoice
{
    /// <summary>So many rows that follow each other are remembered.</summary>
    public const int Rows = 64;

    private const int Places = 16;

    private static int _next;

    [ThreadStatic]
    private static Last[]? _last;

    private readonly int _place = (Interlocked.Increment(ref _next) & (Places - 1)) * Rows;

    /// <inheritdoc />
    public override long At(long row)
    {
        ref var last = ref (_last ??= new Last[Places * Rows])[_place + (int)(row & (Rows - 1))];
        if (!ReferenceEquals(last.Of, this) || last.Row != row)
        {
            last = new(this, row, choices.At(row));
        }

        return last.Value;
    }

    /// <inheritdoc />
    public override void Fill(long first, long step, Span<long> into)
    {
        choices.Fill(first, step, into);
        var known = _last ??= new Last[Places * Rows];
        for (var i = 0; i < into.Length; i++, first += step)
        {
            known[_place + (int)(first & (Rows - 1))] = new(this, first, into[i]);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Last(RowChoice? Of, long Row, long Value);
}
