using CsvHelper;

namespace Provisioning.Transfer.Format;

/// <summary>
/// Writes CSV (RFC 4180) with line feeds for line ends: NULL is an empty field, and the empty text a pair of quotes.
/// </summary>
/// <param name="text">Receives the CSV. It is not closed.</param>
public sealed class CsvText(TextWriter text) : IAsyncDisposable
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    private readonly CsvWriter _records = CsvWriter.Create(text, Options, leaveOpen: true);

    /// <summary>Writes a record and its line end.</summary>
    /// <param name="fields">As many as in the record before.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task WriteAsync(string?[] fields, CancellationToken token)
    {
        if (fields is [] or [null])
        {
            // CsvWriter writes NULL alone in its record as the empty text.
            await _records.FlushAsync(token);
            await text.WriteAsync("\n".AsMemory(), token);
            return;
        }

        foreach (var field in fields)
        {
            _records.WriteField(field, NeedsQuotes(field) ? CsvQuoting.Always : CsvQuoting.WhenNeeded);
        }

        await _records.EndRecordAsync(token);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _records.DisposeAsync();

    // A backslash and a point alone would end the data for PostgreSQL's COPY.
    private static bool NeedsQuotes(string? field) => field is "" or ['\\' or ' ', ..] or [.., ' '];
}
