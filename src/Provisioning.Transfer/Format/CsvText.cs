using System.Text;

namespace Provisioning.Transfer.Format;

/// <summary>Writes CSV as RFC 4180 has it, with line feeds for line ends: NULL is an empty field, and the empty text a pair of quotes.</summary>
internal static class CsvText
{
    /// <summary>Adds a record and its line end.</summary>
    public static void Append(StringBuilder text, IEnumerable<string?> fields)
    {
        var isFirst = true;
        foreach (var field in fields)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            // A backslash and a point alone would end the data for PostgreSQL's COPY.
            if (field is null || (field.Length > 0 && field.AsSpan().IndexOfAny(",\"\r\n") < 0 && field[0] is not ('\\' or ' ') && field[^1] is not ' '))
            {
                text.Append(field);
            }
            else
            {
                text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
        }

        text.Append('\n');
    }
}
