namespace Provisioning.Seeds.ToWow;

/// <summary>Text put together in UTF-8, which is what databases take: a million rows allocate nothing.</summary>
internal sealed class Utf8Line
{
    [ThreadStatic]
    private static Utf8Line? _current;

    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>What was written so far; valid until the next <see cref="Start"/> on this thread.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>The thread's line, empty.</summary>
    public static Utf8Line Start()
    {
        var line = _current ??= new();
        line._length = 0;
        return line;
    }

    /// <summary>Adds text.</summary>
    public Utf8Line Add(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length - _length < text.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length + Math.Max(_bytes.Length, text.Length));
        }

        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    /// <summary>Adds a whole number from 0 with at least so many digits.</summary>
    public Utf8Line Add(long number, int digits = 1)
    {
        Span<byte> text = stackalloc byte[20];
        var start = text.Length;
        for (; number > 0 || text.Length - start < digits; number /= 10)
        {
            text[--start] = (byte)('0' + (number % 10));
        }

        return Add(text[start..]);
    }

    /// <summary>Adds the words at those places as a JSON array.</summary>
    public Utf8Line Add(WordList words, ReadOnlySpan<int> places)
    {
        Add("["u8);
        foreach (var place in places)
        {
            Add(words.Listed[place]);
        }

        _length--;
        return Add("]"u8);
    }
}
