using System.Security.Cryptography;

namespace Provisioning.Masking.Rows;

/// <summary>Remembers what personal and secret columns held, and looks for it in what was written. Takes the same
/// memory for any number of rows.</summary>
internal sealed class LeakScan
{
    private const int ShortestInColumn = 4;
    private const int ShortestAnywhere = 6;
    private const int FewestDigits = 9;
    private const int MostWords = 4;

    private readonly BloomFilter _known = new();
    private readonly SortedDictionary<string, long> _found = new(StringComparer.Ordinal);
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>How many values are remembered.</summary>
    public long Remembered { get; private set; }

    /// <summary>How many values and words were looked at.</summary>
    public long Looked { get; private set; }

    /// <summary>How many of those are taken for leaks by chance.</summary>
    public double ExpectedFalseAlarms => _known.FalseAlarm * Looked;

    /// <summary>Where values occur, and how often.</summary>
    public IReadOnlyDictionary<string, long> Found => _found;

    /// <summary>Remembers a value that a column had.</summary>
    public void Remember(string column, string value)
    {
        if (!IsTelling(value, ShortestInColumn))
        {
            return;
        }

        Remembered += _known.Add(Hash(column, value)) ? 1 : 0;
        // A word alone may be anything: a city, a status.
        if (IsTelling(value, ShortestAnywhere) && value.AsSpan().IndexOfAnyExceptInRange('A', 'z') >= 0)
        {
            _known.Add(Hash("", value.Trim()));
        }
    }

    /// <summary>Remembers what a mask made of a value. An invented name may be that of another row, and a number may
    /// become another one that was there: this is no leak, where the row's own value has gone.</summary>
    /// <param name="column">The column.</param>
    /// <param name="before">The value that it had.</param>
    /// <param name="made">The value that it gets.</param>
    public void Made(string column, string before, string made)
    {
        if (made != before && IsTelling(made, ShortestInColumn))
        {
            _known.Add(Hash($"{column}\0", made));
            _known.Add(Hash("\0", made.Trim()));
        }
    }

    /// <summary>Looks for values in what was written.</summary>
    /// <param name="column">The column that has it, as <c>table.column</c>.</param>
    /// <param name="origin">The column whose mask its values have gone through: itself, or that which it refers
    /// to.</param>
    /// <param name="value">What it has there.</param>
    /// <param name="isOwn">Whether values that the column itself had are looked for.</param>
    public void Look(string column, string origin, string value, bool isOwn)
    {
        Looked++;
        var isMade = IsTelling(value, ShortestInColumn) && _known.Has(Hash($"{origin}\0", value));
        Note(
            column,
            (!isMade && isOwn && IsTelling(value, ShortestInColumn) && _known.Has(Hash(column, value)))
                || (!isMade && IsTelling(value, ShortestAnywhere) && IsLeak(value.AsSpan().Trim()))
                || HasWords(value)
        );
    }

    /// <summary>Notes a value that its mask has left as it was.</summary>
    public void Left(string column, string value) => Note(column, IsTelling(value, ShortestInColumn));

    private void Note(string column, bool isLeak)
    {
        if (isLeak)
        {
            _found[column] = _found.GetValueOrDefault(column) + 1;
        }
    }

    private bool IsLeak(ReadOnlySpan<char> value) => _known.Has(Hash("", value)) && !_known.Has(Hash("\0", value));

    private bool HasWords(string text)
    {
        Span<(int Start, int End)> words = stackalloc (int, int)[MostWords];
        var at = 0;
        while (Next(text, ref at) is { End: > 0 } word)
        {
            words[..^1].CopyTo(words[1..]);
            words[0] = word;
            for (var count = 0; count < MostWords && words[count].End > 0; count++)
            {
                var part = text.AsSpan(words[count].Start..word.End).Trim('.').Trim('-');
                Looked++;
                if (IsTelling(part, ShortestAnywhere) && IsLeak(part))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static (int Start, int End) Next(string text, ref int at)
    {
        while (at < text.Length && !IsPart(text[at]))
        {
            at++;
        }

        var start = at;
        while (at < text.Length && IsPart(text[at]))
        {
            at++;
        }

        return start == at ? (0, 0) : (start, at);
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '@' or '.' or '_' or '+' or '-' or ':' or '/';

    // Digits alone are a telephone number from some length on; fewer are found everywhere.
    private static bool IsTelling(ReadOnlySpan<char> value, int shortest)
    {
        var (digits, letters) = (0, 0);
        foreach (var c in value)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
        }

        return value.Length >= shortest && (letters > 0 || digits >= FewestDigits);
    }

    private ulong Hash(string column, ReadOnlySpan<char> value)
    {
        var hash = _seed ^ 0xCBF29CE484222325UL;
        foreach (var c in column)
        {
            hash = (hash ^ c) * 0x100000001B3UL;
        }

        hash = BloomFilter.Mix(hash);
        foreach (var c in value)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * 0x100000001B3UL;
        }

        return BloomFilter.Mix(hash);
    }
}
