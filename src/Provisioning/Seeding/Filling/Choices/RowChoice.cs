namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Which of a column's values each row has, computed from the row's number alone; −1 for NULL.</summary>
internal abstract class RowChoice
{
    /// <summary>The choice of a row.</summary>
    public abstract long At(long row);

    /// <summary>The choices of several rows, which takes less than one after the other.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="step">How far each row is from the one before.</param>
    /// <param name="choices">Receives them.</param>
    public abstract void Fill(long first, long step, Span<long> choices);

    /// <summary>Choices by a rule.</summary>
    public static RowChoice By<T>(T rule)
        where T : struct, IRowRule => new Ruled<T>(rule);

    /// <summary>Choices by a function.</summary>
    public static RowChoice Of(Func<long, long> function) => By(new Computed(function));

    // Compiled for each rule, which is then part of the loop.
    private sealed class Ruled<T>(T rule) : RowChoice
        where T : struct, IRowRule
    {
        private readonly T _rule = rule;

        public override long At(long row) => _rule.At(row);

        public override void Fill(long first, long step, Span<long> choices)
        {
            var its = _rule;
            for (var i = 0; i < choices.Length; i++, first += step)
            {
                choices[i] = its.At(first);
            }
        }
    }

    private readonly struct Computed(Func<long, long> function) : IRowRule
    {
        public long At(long row) => function(row);
    }
}
