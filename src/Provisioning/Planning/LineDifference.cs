namespace Provisioning.Planning;

/// <summary>The difference of two texts, line by line (E. W. Myers, 1986).</summary>
internal static class LineDifference
{
    private const int Context = 3;

    // The time grows with its square. Texts that have less in common are shown one after the other.
    private const int MostChanges = 1000;

    /// <summary>The unified difference: each part under a line with its places, lines of context with a blank, those
    /// of the first text alone with a minus, those of the second with a plus. Empty where they are the same.</summary>
    public static IReadOnlyList<string> Unified(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var lines = Compare(before, after);
        var changed = Enumerable.Range(0, lines.Count).Where(at => lines[at].Sign != ' ').ToList();
        var text = new List<string>();
        for (var i = 0; i < changed.Count; )
        {
            var first = i;
            while (i + 1 < changed.Count && changed[i + 1] - changed[i] <= 2 * Context)
            {
                i++;
            }

            var from = Math.Max(changed[first] - Context, 0);
            var part = lines.GetRange(from, Math.Min(changed[i] + Context + 1, lines.Count) - from);
            text.Add($"@@ -{Place(lines, from, part, '+')} +{Place(lines, from, part, '-')} @@");
            text.AddRange(part.Select(line => $"{line.Sign}{line.Text}"));
            i++;
        }

        return text;
    }

    /// <summary>How many lines of a difference are in one of the texts alone.</summary>
    public static int Changes(IReadOnlyList<string> difference) =>
        difference.Count(line => line.StartsWith('-') || line.StartsWith('+'));

    // The first line and how many there are, in the text that has no lines of the other's sign.
    private static string Place(
        List<(char Sign, string Text)> lines,
        int from,
        List<(char Sign, string)> part,
        char other
    )
    {
        var count = part.Count(line => line.Item1 != other);
        var before = lines.Take(from).Count(line => line.Sign != other);
        return FormattableString.Invariant($"{(count == 0 ? before : before + 1)},{count}");
    }

    private static List<(char Sign, string Text)> Compare(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var (same, most) = (0, Math.Min(before.Count, after.Count));
        while (same < most && before[same] == after[same])
        {
            same++;
        }

        var ending = 0;
        while (ending < most - same && before[before.Count - 1 - ending] == after[after.Count - 1 - ending])
        {
            ending++;
        }

        string[] old = [.. before.Skip(same).Take(before.Count - same - ending)];
        string[] young = [.. after.Skip(same).Take(after.Count - same - ending)];
        return
        [
            .. before.Take(same).Select(line => (' ', line)),
            .. Shortest(old, young) ?? [.. old.Select(line => ('-', line)), .. young.Select(line => ('+', line))],
            .. before.Skip(before.Count - ending).Select(line => (' ', line)),
        ];
    }

    // How far each diagonal comes with a number of changes, until one comes to the end; null where that takes too many.
    private static List<(char Sign, string Text)>? Shortest(string[] before, string[] after)
    {
        var most = Math.Min(before.Length + after.Length, MostChanges);
        var reached = new int[(2 * most) + 3];
        var steps = new List<int[]>();
        for (var changes = 0; changes <= most; changes++)
        {
            steps.Add([.. reached]);
            for (var diagonal = -changes; diagonal <= changes; diagonal += 2)
            {
                var at = most + 1 + diagonal;
                var x = IsDown(reached, at, diagonal, changes) ? reached[at + 1] : reached[at - 1] + 1;
                while (x < before.Length && x - diagonal < after.Length && before[x] == after[x - diagonal])
                {
                    x++;
                }

                reached[at] = x;
                if (x >= before.Length && x - diagonal >= after.Length)
                {
                    return Walk(before, after, steps, most + 1);
                }
            }
        }

        return null;
    }

    private static bool IsDown(int[] reached, int at, int diagonal, int changes) =>
        diagonal == -changes || (diagonal != changes && reached[at - 1] < reached[at + 1]);

    private static List<(char Sign, string Text)> Walk(string[] before, string[] after, List<int[]> steps, int middle)
    {
        var lines = new List<(char, string)>();
        var (x, y) = (before.Length, after.Length);
        for (var changes = steps.Count - 1; changes >= 0; changes--)
        {
            var (reached, diagonal) = (steps[changes], x - y);
            var isDown = IsDown(reached, middle + diagonal, diagonal, changes);
            var from = changes == 0 ? 0 : reached[middle + diagonal + (isDown ? 1 : -1)];
            var fromY = changes == 0 ? 0 : from - (diagonal + (isDown ? 1 : -1));
            while (x > from && y > fromY)
            {
                lines.Add((' ', before[--x]));
                y--;
            }

            if (changes > 0)
            {
                lines.Add(isDown ? ('+', after[--y]) : ('-', before[--x]));
            }
        }

        lines.Reverse();
        return lines;
    }
}
