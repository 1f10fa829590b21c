namespace Provisioning.Backup.Repository;

/// <summary>The numbers of a repository's sets, some of which may be made up.</summary>
internal static class SetNumbers
{
    // Sets that are made one after the other are numbered one after the other. Who removes thousands of them at once
    // without a record of it has no use for the numbers after them.
    private const long MostMissing = 10_000;

    /// <summary>The highest number that follows on those before it; 0 for none. One that jumps is left out.</summary>
    public static long Highest(IEnumerable<long> numbers)
    {
        var highest = 0L;
        foreach (var number in numbers.Order())
        {
            if (number - highest > MostMissing)
            {
                break;
            }

            highest = Math.Max(highest, number);
        }

        return highest;
    }

    /// <summary>The numbers from 1 on that are missing among these, in ranges.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="until">One that should be there, or a higher one; 0 for none.</param>
    public static IEnumerable<(long From, long To)> Missing(IEnumerable<long> numbers, long until)
    {
        var last = 0L;
        foreach (var number in numbers.Where(number => number > 0).Distinct().Order())
        {
            if (number > last + 1)
            {
                yield return (last + 1, number - 1);
            }

            last = number;
        }

        if (until > last)
        {
            yield return (last + 1, until);
        }
    }

    /// <summary>A range for people.</summary>
    public static string Text((long From, long To) range) =>
        range.From == range.To
            ? $"Set number {range.From} is missing"
            : $"{range.To - range.From + 1} sets, number {range.From} to {range.To}, are missing";
}
