using System.Text;

namespace Provisioning.Transfer.Format;

/// <summary>Reads CSV as RFC 4180 has it and as PostgreSQL's COPY writes it: a field without quotes and without text is NULL, one with quotes and nothing between them the empty text.</summary>
/// <remarks>The libraries that read CSV do not say whether an empty field stood in quotes, and with that NULL would be lost.</remarks>
/// <param name="text">Where from. It is not closed.</param>
public sealed class CsvReader(TextReader text)
{
    private readonly char[] _buffer = new char[32_768];
    private readonly StringBuilder _field = new();
    private int _at;
    private int _end;

    /// <summary>How many records have been read.</summary>
    public long Records { get; private set; }

    /// <summary>The fields of the next record; null behind the last.</summary>
    /// <param name="fields">How many fields it has.</param>
    /// <exception cref="FormatException">It has more or fewer, or a quote stands where none may.</exception>
    public string?[]? Read(int fields)
    {
        if (Peek() < 0)
        {
            return null;
        }

        Records++;
        var record = new string?[fields];
        for (var at = 0; at < fields; at++)
        {
            record[at] = Field();
            var end = Next();
            var isLast = at == fields - 1;
            if (isLast ? end is ',' : end is not ',')
            {
                throw Wrong(isLast ? $"has more than {fields} fields" : $"has {at + 1} fields in place of {fields}");
            }

            if (end is '\r' && Next() is not '\n')
            {
                throw Wrong("has a carriage return outside of quotes");
            }
        }

        return record;
    }

    private string? Field()
    {
        if (Peek() is not '"')
        {
            return Plain();
        }

        Next();
        _field.Clear();
        while (true)
        {
            switch (Next())
            {
                case < 0:
                    throw Wrong("ends within quotes");
                case '"' when Peek() is '"':
                    _field.Append((char)Next());
                    break;
                case '"':
                    return _field.ToString();
                case var c:
                    _field.Append((char)c);
                    break;
            }
        }
    }

    private string? Plain()
    {
        _field.Clear();
        while (Peek() is not (',' or '\n' or '\r' or < 0))
        {
            var c = (char)Next();
            _field.Append(c is '"' ? throw Wrong("has a quote within a field without quotes") : c);
        }

        return _field.Length == 0 ? null : _field.ToString();
    }

    private int Peek()
    {
        if (_at == _end)
        {
            (_at, _end) = (0, text.Read(_buffer, 0, _buffer.Length));
        }

        return _end == 0 ? -1 : _buffer[_at];
    }

    private int Next()
    {
        var c = Peek();
        _at += c < 0 ? 0 : 1;
        return c;
    }

    private FormatException Wrong(string what) => new($"record {Records} {what}");
}
