using CsvHelper;

namespace Provisioning.Transfer.Format;

/// <summary>
/// Reads CSV (RFC 4180) as PostgreSQL's COPY writes it: an empty field is NULL, and a pair of quotes the empty text.
/// </summary>
/// <param name="text">The CSV to read. It is not closed.</param>
internal sealed class CsvReader(TextReader text) : IDisposable
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        // NULL alone in its record.
        SkipEmptyLines = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    private readonly CsvHelper.CsvReader _records = CsvHelper.CsvReader.Create(text, Options, leaveOpen: true);

    /// <summary>The fields of the next record; null after the last.</summary>
    /// <param name="fields">How many fields it has.</param>
    /// <exception cref="FormatException">It has more or fewer, or its quotes are not those of CSV.</exception>
    public string?[]? Read(int fields)
    {
        try
        {
            if (!_records.Read())
            {
                return null;
            }
        }
        catch (CsvFormatException error)
        {
            throw new FormatException($"cannot be read: {error.Message.TrimEnd('.')}", error);
        }

        if (_records.FieldCount != fields)
        {
            throw new FormatException(
                $"has {_records.FieldCount} fields in place of {fields} in line {_records.LineNumber}"
            );
        }

        var record = new string?[fields];
        for (var at = 0; at < fields; at++)
        {
            record[at] = _records.GetRawSpan(at).IsEmpty ? null : _records.GetString(at);
        }

        return record;
    }

    /// <inheritdoc />
    public void Dispose() => _records.Dispose();
}
