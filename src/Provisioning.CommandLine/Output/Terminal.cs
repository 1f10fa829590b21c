using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Output;

/// <summary>What a text is coloured as.</summary>
internal enum Tone
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>What is well.</summary>
    Good,

    /// <summary>What waits, or wants a look.</summary>
    Warning,

    /// <summary>What is wrong.</summary>
    Bad,

    /// <summary>What matters less.</summary>
    Faint,

    /// <summary>A heading.</summary>
    Strong,
}

/// <summary>How wide the user's terminal is, and whether it takes colours.</summary>
internal static partial class Terminal
{
    private const int Narrowest = 20;
    private const int Usual = 80;
    private const int WidestProse = 100;

    /// <summary>The columns that results are folded to; null where they go to a file or a program, which wants its
    /// lines whole. COLUMNS sets it.</summary>
    public static int? Columns => Measure(Console.IsOutputRedirected);

    /// <summary>The same for progress and errors.</summary>
    public static int? ErrorColumns => Measure(Console.IsErrorRedirected);

    /// <summary>The columns of help, which is folded everywhere.</summary>
    public static int ProseColumns => Math.Min(Columns ?? Usual, WidestProse);

    /// <summary>The text in a colour, where standard output takes colours.</summary>
    public static string Paint(string text, Tone tone) => Paint(text, tone, Console.IsOutputRedirected);

    /// <summary>The text in a colour, where standard error takes colours.</summary>
    public static string PaintError(string text, Tone tone) => Paint(text, tone, Console.IsErrorRedirected);

    /// <summary>Whether progress and notes are left out.</summary>
    public static bool IsQuiet { get; set; }

    /// <summary>Writes a line of progress, a note or a warning on standard error. With --quiet only warnings are
    /// written.</summary>
    public static void Note(string text)
    {
        text = Visible(text);
        var tone = ToneOf(text);
        if (!IsQuiet || tone is Tone.Warning)
        {
            var lines = Fold(text, ErrorColumns).Split('\n');
            Console.Error.WriteLine(string.Join('\n', lines.Select(line => PaintError(line, tone))));
        }
    }

    /// <summary>A text of ours for people, without what moves a terminal's cursor: names and messages in it may be from
    /// a database or a store that others can write to. Colours of ours stay.</summary>
    public static string Visible(string text) =>
        text.Any(char.IsControl)
            ? Control().Replace(text, match => match.Groups["kept"].Success ? match.Value : " ")
            : text;

    /// <summary>The colour of a line by the word that it begins with.</summary>
    public static Tone ToneOf(string text) =>
        text.StartsWith("warning:", StringComparison.Ordinal) || text.StartsWith("retry ", StringComparison.Ordinal)
            ? Tone.Warning
            : Tone.Plain;

    /// <summary>Lines that are too long, broken between words. Indented lines are SQL, and stay; so do commands in
    /// backquotes and what is longer than a line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="columns">The columns of a line; null for no limit.</param>
    /// <param name="indent">What the lines after the first of each begin with.</param>
    public static string Fold(string text, int? columns, string indent = "") =>
        columns is not { } width
            ? text
            : string.Join(
                '\n',
                text.Split('\n')
                    .Select(line =>
                        line.Length <= width || line[0] is ' ' || line.Contains('\e', StringComparison.Ordinal)
                            ? line
                            : FoldLine(line, width, indent)
                    )
            );

    private static string FoldLine(string line, int width, string indent)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (var word in Words().Matches(line).Select(match => match.Value))
        {
            var gap = at == 0 ? "" : " ";
            if (at > indent.Length && at + gap.Length + word.Length > width)
            {
                text.Append('\n').Append(indent);
                (at, gap) = (indent.Length, "");
            }

            text.Append(gap).Append(word);
            at += gap.Length + word.Length;
        }

        return text.ToString();
    }

    private static int? Measure(bool isRedirected)
    {
        if (
            int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out var set)
            && set > 0
        )
        {
            return Math.Max(set, Narrowest);
        }

        try
        {
            return isRedirected || Console.WindowWidth <= 0 ? null : Math.Max(Console.WindowWidth, Narrowest);
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static string Paint(string text, Tone tone, bool isRedirected) =>
        tone is Tone.Plain || text.Length == 0 || !TakesColours(isRedirected) ? text : $"\e[{Code(tone)}m{text}\e[0m";

    private static string Code(Tone tone) =>
        tone switch
        {
            Tone.Good => "32",
            Tone.Warning => "33",
            Tone.Bad => "31",
            Tone.Faint => "2",
            _ => "1",
        };

    // https://no-color.org and https://force-color.org; who wants none has the last word.
    private static bool TakesColours(bool isRedirected) =>
        Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
        && (
            Environment.GetEnvironmentVariable("FORCE_COLOR") is { Length: > 0 } force
                ? force is not "0"
                : !isRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb"
        );

    [GeneratedRegex(
        "(?<kept>\\e\\[(0|1|2|31|32|33)m|[\\n\\t])|\\p{Cc}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Control();

    // A command that is to be pasted stays on one line: in backquotes, or after a colon to the end.
    [GeneratedRegex(
        "(?<=: )provision .*|`[^`]*`\\S*|\\S+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Words();
}
