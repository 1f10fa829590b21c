using System.Globalization;
using Provisioning.Dialects;

namespace Provisioning.Seeding.Filling;

/// <summary>Values that are allowed and break programs.</summary>
internal static class EdgeValues
{
    private const int Long = 2_000;

    private static readonly string[] Texts =
    [
        "",
        " ",
        "'",
        "\"quoted\"",
        "O'Brien; DROP TABLE users; --",
        "\\",
        "%_*?",
        "null",
        "0",
        "<b>bold</b> &amp;",
        "line one\nline two\r\nline three\ttab",
        "🎉👩‍👩‍👧‍👦🏳️‍🌈",
        "e\u0301a\u0308n\u0303o\u0302",
        "שלום עולם",
        "مرحبا بالعالم",
        "Zürich, Łódź, Đà Nẵng",
        "你好,世界",
        "İstanbul ıI ß",
        "\u200Bzero\u200Dwidth\uFEFF",
    ];

    private static readonly DateTimeOffset[] Moments =
    [
        new(2024, 2, 29, 23, 59, 59, TimeSpan.Zero),
        new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new(2038, 1, 19, 3, 14, 8, TimeSpan.Zero),
        new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero),
        // The hours that do not exist, or come twice, where summer time begins and ends.
        new(2024, 3, 31, 2, 30, 0, TimeSpan.Zero),
        new(2024, 10, 27, 2, 30, 0, TimeSpan.Zero),
    ];

    /// <summary>The values of a type; none where there are none to mention.</summary>
    public static IReadOnlyList<object> Of(PgType type) =>
        type.IsArray
            ? []
            : type.Name switch
            {
                "smallint" => [0L, -1L, (long)short.MinValue, (long)short.MaxValue],
                "int" or "mediumint" => [0L, -1L, (long)int.MinValue, (long)int.MaxValue],
                "bigint" => [0L, -1L, long.MinValue, long.MaxValue],
                "numeric" when type.First is { } digits => Largest(
                    Math.Min(digits, 15),
                    Math.Min(type.Second ?? 0, 15)
                ),
                "numeric" or "money" => [0m, -0.01m, 0.01m],
                "float8" => [0.0, -1.0, 1e300, 1e-300],
                "varchar" or "text" => [.. Of(type.First)],
                "timestamp" or "timestamptz" => [.. Moments],
                "date" => [.. Moments.Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))],
                "json" or "jsonb" => ["{}", "[]", "null", """{"":"","ключ":[null,true,-1e-9,{"a":{"b":{"c":{}}}}]}"""],
                _ => [],
            };

    private static IReadOnlyList<object> Largest(int digits, int scale)
    {
        var largest = NumberValues.Power(digits - scale) - NumberValues.Power(-scale);
        return [0m, largest, -largest, NumberValues.Power(-scale)];
    }

    private static IEnumerable<string> Of(int? longest) =>
        // Engines count characters, which an emoji is several of.
        Texts.Append(new('x', longest ?? Long)).Where(text => text.Length <= (longest ?? int.MaxValue));
}
