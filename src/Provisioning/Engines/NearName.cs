namespace Provisioning.Engines;

/// <summary>The known name that a misspelt one is nearest to.</summary>
internal static class NearName
{
    /// <summary>The sentence that proposes it, with a blank before it; empty where none is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) =>
        Find(name, known) is { } near ? $" Did you mean {near}?" : "";

    /// <summary>The nearest name; null where none is within two letters (one of a short one, three of a long
    /// one).</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var best = known
            .Select(candidate => (candidate, Distance: Distance(Folded(name), Folded(candidate))))
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault();
        var most = name.Length switch
        {
            > 10 => 3,
            > 4 => 2,
            _ => 1,
        };
        return best.candidate is { } found && best.Distance <= most ? found : null;
    }

    private static string Folded(string name) =>
        name.Replace('-', '_').Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    // Levenshtein's, with two letters swapped as one step.
    private static int Distance(string a, string b)
    {
        var cells = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            cells[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            cells[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = cells[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cells[i, j] = Math.Min(changed, Math.Min(cells[i - 1, j], cells[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cells[i, j] = Math.Min(cells[i, j], cells[i - 2, j - 2] + 1);
                }
            }
        }

        return cells[a.Length, b.Length];
    }
}
