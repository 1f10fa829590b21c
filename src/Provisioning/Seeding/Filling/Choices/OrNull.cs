namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Choices of which some are NULL.</summary>
/// <param name="choices">The others.</param>
/// <param name="random">The numbers of rows.</param>
/// <param name="whole">How many rows are counted.</param>
/// <param name="nulls">How many of them are NULL.</param>
/// <param name="isFirst">Whether those with the lowest numbers are, rather than those with the highest.</param>
internal sealed class OrNull(RowChoice choices, RandomSource random, long whole, long nulls, bool isFirst) : RowChoice
{
    private const int Null = -1;

    private readonly RandomSource _random = random;
    private readonly long _least = isFirst ? 1 : whole - nulls + 1;
    private readonly long _most = isFirst ? nulls : whole;

    /// <inheritdoc />
    public override long At(long row) => IsNull(row) ? Null : choices.At(row);

    /// <inheritdoc />
    public override void Fill(long first, long step, Span<long> into)
    {
        choices.Fill(first, step, into);
        for (var i = 0; i < into.Length; i++, first += step)
        {
            into[i] = IsNull(first) ? Null : into[i];
        }
    }

    private bool IsNull(long row)
    {
        var numbers = _random.Row(row);
        var number = numbers.Next(1, whole);
        return number >= _least && number <= _most;
    }
}
