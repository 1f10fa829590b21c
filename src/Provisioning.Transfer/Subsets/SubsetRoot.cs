using System.Text.RegularExpressions;
using Provisioning.Transfer.Format;

namespace Provisioning.Transfer.Subsets;

/// <summary>Rows of a table that a subset begins with.</summary>
/// <param name="Table">The table's name, with its schema where it is not the default one.</param>
/// <param name="Condition">What holds for the rows, in the engine's SQL; null for all.</param>
public sealed partial record SubsetRoot(string Table, string? Condition)
{
    /// <summary>Reads <c>customers where country = 'DE'</c>, or a table's name alone.</summary>
    /// <exception cref="ExportException">It is neither.</exception>
    public static SubsetRoot Parse(string text)
    {
        var found = Form().Match(text);
        var condition = found.Groups["condition"];
        return !found.Success
                ? throw new ExportException(
                    $"\"{text}\" names no rows. Write a table, or a table and a condition: "
                        + "--root \"customers where country = 'DE'\"."
                )
            : condition.Value.Contains(';', StringComparison.Ordinal)
                ? throw new ExportException(
                    $"The condition \"{condition.Value}\" has a semicolon, and a condition is one expression. In a "
                        + "text, write chr(59) on PostgreSQL and char(59) on SQLite."
                )
            : new(found.Groups["table"].Value.Trim('"'), condition.Success ? condition.Value.Trim() : null);
    }

    [GeneratedRegex(
        """^\s*(?<table>"[^"]+"|[^\s"]+)\s*(\bwhere\b(?<condition>.*\S.*))?\s*$""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Form();
}
