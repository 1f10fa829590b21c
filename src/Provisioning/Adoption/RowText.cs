using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Adoption;

/// <summary>The texts that tools write into their rows.</summary>
internal static class RowText
{
    /// <summary>What <see cref="Dated"/> needs.</summary>
    public const string NeedsDate = "a version of 14 digits (20240131120000)";

    /// <summary>The beginning of a text, no longer than a column.</summary>
    public static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    /// <summary>A title as in the name of a file.</summary>
    public static string Underscored(string title) =>
        string.Join('_', title.Split([' ', '_', '/', '\\', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A title with blanks between its words.</summary>
    public static string Words(string title) => title.Replace('_', ' ');

    /// <summary>The version and the name; null where the version is not a moment.</summary>
    public static string? Dated(KeptMigration migration) =>
        migration.IsDated ? Cut($"{migration.Number}_{migration.Label}", 150) : null;

    /// <summary>The number that a name ends with.</summary>
    public static long? LastDigits(string name, int count) =>
        name.Length >= count ? PreviousRow.NumberOf(name[^count..]) : null;

    /// <summary>Statements as an array of PostgreSQL's.</summary>
    public static string Array(KeptMigration migration) =>
        $"ARRAY[{string.Join(", ", migration.Statements.Select(migration.Dialect.Literal))}]::text[]";

    /// <summary>CRC-32 of the lines without their ends, as a number with a sign.</summary>
    public static int Crc32OfLines(string sql)
    {
        var crc = uint.MaxValue;
        using var reader = new StringReader(sql.TrimStart('\uFEFF'));
        while (reader.ReadLine() is { } line)
        {
            foreach (var value in Encoding.UTF8.GetBytes(line))
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
                }
            }
        }

        return (int)~crc;
    }

    /// <summary>MD5 of the text with line feeds alone, in hexadecimal, upper case.</summary>
    public static string Md5OfLines(string sql) =>
#pragma warning disable CA5351 // The tool compares it; nothing is protected by it.
        Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(sql.Replace("\r\n", "\n", StringComparison.Ordinal))));
#pragma warning restore CA5351
}
