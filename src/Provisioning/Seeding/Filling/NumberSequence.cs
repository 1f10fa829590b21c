using Provisioning.Databases;

namespace Provisioning.Seeding.Filling;

/// <summary>Numbers, one after the other.</summary>
/// <param name="Start">The first.</param>
/// <param name="Step">How far each is from the one before.</param>
/// <param name="Count">How many.</param>
/// <param name="At">The one at a place.</param>
internal sealed record NumberSequence(decimal Start, decimal Step, long Count, Func<long, decimal> At)
{
    /// <summary>Whether none is left out.</summary>
    public bool IsComplete { get; init; }

    private bool IsWhole => IsComplete && decimal.IsInteger(Start) && decimal.IsInteger(Step);

    /// <summary>As values of a column with decimal places.</summary>
    public ColumnValues Fractions => new(Count, at => At(at)) { Write = Writing() };

    /// <summary>As floating-point numbers.</summary>
    public ColumnValues Doubles =>
        new(Count, at => (double)At(at)) { Write = (at, writer) => writer.Double((double)At(at)) };

    /// <summary>As whole numbers of at most 64 bits.</summary>
    public ColumnValues Integers
    {
        get
        {
            if (!IsWhole)
            {
                return new(Count, at => (long)At(at)) { Write = (at, writer) => writer.Integer((long)At(at)) };
            }

            var (start, step) = ((long)Start, (long)Step);
            return new(Count, at => start + (at * step))
            {
                Write = (at, writer) => writer.Integer(start + (at * step)),
            };
        }
    }

    // By whole numbers, where they are not too large.
    private Action<long, RowWriter> Writing()
    {
        var scale = Math.Max(Start.Scale, Step.Scale);
        var unit = NumberValues.Power(scale);
        if (!IsComplete || Math.Abs(Start) + (Math.Abs(Step) * Count) > long.MaxValue / 4 / unit)
        {
            return (at, writer) => writer.Decimal(At(at));
        }

        var (start, step) = ((long)(Start * unit), (long)(Step * unit));
        return (at, writer) => writer.Scaled(start + (at * step), scale);
    }
}
