using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.Transfer.Format;

/// <summary>Reads what an export has written.</summary>
public static partial class ExportedRows
{
    /// <summary>The rows of a table in an export of CSV, each value as text, null for NULL.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="table">The table.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="FormatException">The file is not what was written.</exception>
    public static async IAsyncEnumerable<string?[]> ReadAsync(
        string folder,
        ExportedTable table,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        await Task.CompletedTask;
        if (table.File is not { } file || table.Columns.Count == 0)
        {
            yield break;
        }

        using var text = new StreamReader(Path.Combine(folder, file.Name), Encoding.UTF8);
        using var reader = new CsvReader(text);
        reader.Read(table.Columns.Count);
        while (reader.Read(table.Columns.Count) is { } row)
        {
            token.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <summary>The texts in an export of SQL, in order; line ends are as the SQL has them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="file">The file of SQL.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async IAsyncEnumerable<string> TextsAsync(
        string folder,
        ExportedFile file,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        using var text = new StreamReader(Path.Combine(folder, file.Name), Encoding.UTF8);
        while (await text.ReadLineAsync(token) is { } line)
        {
            foreach (Match found in Texts().Matches(line))
            {
                yield return found.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal);
            }
        }
    }

    [GeneratedRegex("'(?<text>([^']|'')*)'", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Texts();
}
