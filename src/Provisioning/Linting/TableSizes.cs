using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>How large a table is.</summary>
/// <param name="Rows">About how many rows it has.</param>
/// <param name="Bytes">How many bytes it takes, its indexes among them; null where that is not known.</param>
public sealed record TableSize(long Rows, long? Bytes = null)
{
    private const long Small = 10_000;
    private const long Big = 1_000_000;
    private const long SmallBytes = 10L << 20;
    private const long BigBytes = 1L << 30;

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => Rows == 0;

    /// <summary>Whether it is read in no time: fewer than 10,000 rows, and less than 10 MB.</summary>
    public bool IsSmall => Rows < Small && Bytes is null or < SmallBytes;

    /// <summary>Whether reading it takes seconds or longer: more than a million rows, or than a gigabyte.</summary>
    public bool IsBig => Rows > Big || Bytes > BigBytes;

    /// <summary><c>2.1M rows, 1.4 GB</c>.</summary>
    public override string ToString() =>
        Bytes is { } bytes ? $"{Short(Rows, 1000)}{Noun}, {Short(bytes, 1024)}B" : $"{Short(Rows, 1000)}{Noun}";

    private string Noun => Rows == 1 ? " row" : " rows";

    private static string Short(long number, long unit)
    {
        string[] units = ["", "k", "M", "G", "T"];
        var (value, at) = ((double)number, 0);
        while (value >= unit && at < units.Length - 1)
        {
            (value, at) = (value / unit, at + 1);
        }

        var gap = unit == 1000 ? "" : " ";
        return at == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{number}{gap}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.#}{gap}{units[at]}");
    }
}

/// <summary>How large the tables of a database are.</summary>
/// <param name="sizes">The tables with their sizes.</param>
public sealed class TableSizes(IReadOnlyDictionary<ObjectName, TableSize> sizes)
{
    /// <summary>The size of a table; null where it is not known. The default schema may be named or not.</summary>
    public TableSize? Of(ObjectName table) =>
        sizes.GetValueOrDefault(table)
        ?? (table.Schema is null ? sizes.GetValueOrDefault(new("public", table.Name)) : null)
        ?? (table.Schema is "public" or "main" ? sizes.GetValueOrDefault(table.Name) : null);
}
