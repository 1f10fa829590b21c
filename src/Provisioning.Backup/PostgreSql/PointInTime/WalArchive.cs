using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>A folder with segments of the write-ahead log, as pg_receivewal fills it.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="SegmentSize">The size of a segment in bytes, the server's.</param>
internal sealed partial record WalArchive(string Folder, long SegmentSize)
{
    private const string Partial = ".partial";

    /// <summary>The segments that are there, whole or in part, in order; of one that exists both whole and in part the
    /// whole one.</summary>
    public IReadOnlyList<WalSegment> Segments()
    {
        var perLog = 0x1_0000_0000 / SegmentSize;
        return
        [
            .. (Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [])
                .Select(path => (Path: path, Name: SegmentName().Match(Path.GetFileName(path))))
                .Where(file => file.Name.Success)
                .Select(file => new WalSegment(
                    Hex(file.Name.Groups["timeline"].Value),
                    (Hex(file.Name.Groups["log"].Value) * perLog) + Hex(file.Name.Groups["segment"].Value),
                    file.Path,
                    !file.Path.EndsWith(Partial, StringComparison.Ordinal)
                ))
                .GroupBy(segment => (segment.Timeline, segment.Number))
                .Select(same => same.OrderByDescending(segment => segment.IsWhole).First())
                .OrderBy(segment => segment.Timeline)
                .ThenBy(segment => segment.Number),
        ];
    }

    /// <summary>The name of the segment that holds a position.</summary>
    public string NameAt(long timeline, long position) => Name(timeline, position / SegmentSize);

    /// <summary>The name of a segment by its number.</summary>
    public string Name(long timeline, long number)
    {
        var perLog = 0x1_0000_0000 / SegmentSize;
        return string.Create(CultureInfo.InvariantCulture, $"{timeline:X8}{number / perLog:X8}{number % perLog:X8}");
    }

    /// <summary>The names of segments that are missing between a position and the last segment of its timeline. Where
    /// another timeline branches off it may well be that the older one goes no further.</summary>
    public IReadOnlyList<string> Gaps(long timeline, long from)
    {
        var numbers = Segments()
            .Where(segment => segment.Timeline == timeline)
            .Select(segment => segment.Number)
            .ToHashSet();
        var (first, last) = (from / SegmentSize, numbers.Count == 0 ? from / SegmentSize : numbers.Max());
        return
        [
            .. Numbers(first, last).Where(number => !numbers.Contains(number)).Select(number => Name(timeline, number)),
        ];
    }

    /// <summary>The position that PostgreSQL writes as <c>0/3000060</c>.</summary>
    public static long Position(string text)
    {
        var halves = text.Split('/');
        return halves.Length == 2 && halves.All(half => half.Length is > 0 and <= 8 && half.All(char.IsAsciiHexDigit))
            ? (Hex(halves[0]) << 32) + Hex(halves[1])
            : throw new ProvisioningException(
                $"\"{text}\" is no position in the write-ahead log. It looks like 0/3000060."
            );
    }

    /// <summary>The position as PostgreSQL writes it.</summary>
    public static string Text(long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{position >> 32:X}/{position & 0xFFFFFFFF:X}");

    private static IEnumerable<long> Numbers(long from, long to)
    {
        for (var number = from; number <= to; number++)
        {
            yield return number;
        }
    }

    private static long Hex(string digits) =>
        long.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<timeline>[0-9A-F]{8})(?<log>[0-9A-F]{8})(?<segment>[0-9A-F]{8})(\.partial)?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex SegmentName();
}

/// <summary>A segment of the write-ahead log.</summary>
/// <param name="Timeline">Its timeline.</param>
/// <param name="Number">Its number on the timeline.</param>
/// <param name="Path">Its file.</param>
/// <param name="IsWhole">Whether the server has begun the next one.</param>
internal sealed record WalSegment(long Timeline, long Number, string Path, bool IsWhole);
