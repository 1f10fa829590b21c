namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Choices of which some are −2 and less: values that break programs.</summary>
/// <param name="choices">The others.</param>
/// <param name="random">The numbers of rows.</param>
/// <param name="share">How many rows of 10,000 have one.</param>
/// <param name="count">How many such values there are.</param>
internal sealed class WithEdges(RowChoice choices, RandomSource random, long share, int count) : RowChoice
{
    private const int Whole = 10_000;

    /// <inheritdoc />
    public override long At(long row) => Edge(row) ?? choices.At(row);

    /// <inheritdoc />
    public override void Fill(long first, long step, Span<long> into)
    {
        choices.Fill(first, step, into);
        for (var i = 0; i < into.Length; i++, first += step)
        {
            into[i] = Edge(first) ?? into[i];
        }
    }

    private long? Edge(long row)
    {
        var numbers = random.Row(row);
        return numbers.Next(1, Whole) <= share ? -2 - numbers.Next(0, count - 1) : null;
    }
}
