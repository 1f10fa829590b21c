using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>The class of a new version, made after those that are there.</summary>
/// <param name="File">Its file.</param>
/// <param name="Text">Its source.</param>
/// <param name="Version">Its version.</param>
/// <param name="Class">Its name.</param>
internal sealed partial record NewMigration(string File, string Text, long Version, string Class)
{
    private const string Seconds = "yyyyMMddHHmmss";
    private const string Minutes = "yyyyMMddHHmm";

    // The bases of FluentMigrator itself; another one may need more of the neighbour's usings.
    private static readonly string[] KnownBases = ["Migration", "AutoReversingMigration", "ForwardOnlyMigration"];

    /// <summary>A migration after the newest one.</summary>
    /// <param name="known">Those that are there, the newest last.</param>
    /// <param name="name">What it does.</param>
    /// <param name="counts">Whether it takes the next number instead of the time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="elsewhere">The folder and the namespace where there are none.</param>
    /// <exception cref="UsageException">There is a class of that name.</exception>
    public static NewMigration After(
        IReadOnlyList<MigrationClass> known,
        SourceName name,
        bool counts,
        TimeProvider time,
        Func<(string Folder, string? Namespace)> elsewhere
    ) =>
        At(
            known,
            NextVersion(Newest(known)?.Version ?? 0, counts, time.GetUtcNow()),
            name.Pascal,
            elsewhere,
            (newest, space, type, number) => Source(newest, space, type, $"[Migration({number}, \"{name.Sentence}\")]")
        );

    /// <summary>The migrations of a safe sequence after the newest one, each with the number after the one
    /// before.</summary>
    /// <param name="known">Those that are there, the newest last.</param>
    /// <param name="name">What the sequence does.</param>
    /// <param name="steps">Its migrations.</param>
    /// <param name="counts">Whether the first takes the next number instead of the time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="elsewhere">The folder and the namespace where there are none.</param>
    /// <exception cref="UsageException">There is a class of such a name.</exception>
    public static IReadOnlyList<NewMigration> Sequence(
        IReadOnlyList<MigrationClass> known,
        SourceName name,
        IReadOnlyList<MigrationBody> steps,
        bool counts,
        TimeProvider time,
        Func<(string Folder, string? Namespace)> elsewhere
    )
    {
        var first = NextVersion(Newest(known)?.Version ?? 0, counts, time.GetUtcNow());
        return
        [
            .. steps.Select(
                (step, at) =>
                    At(known, first + at, $"{name.Pascal}{step.Suffix}", elsewhere, (_, space, type, number) =>
                        step.Source(space, type, number, name.Sentence)
                    )
            ),
        ];
    }

    /// <summary>A migration with the version of another one, which it replaces.</summary>
    /// <param name="last">The other one.</param>
    /// <param name="known">Those that are there.</param>
    /// <param name="name">What it does.</param>
    /// <param name="body">Its methods.</param>
    /// <exception cref="UsageException">There is a class of that name.</exception>
    public static NewMigration InPlaceOf(
        MigrationClass last,
        IReadOnlyList<MigrationClass> known,
        SourceName name,
        MigrationBody body
    ) =>
        At(
            [.. known.Where(each => each != last), last],
            last.Version,
            name.Pascal,
            () => throw new System.Diagnostics.UnreachableException(),
            (_, space, type, number) => body.Source(space, type, number, name.Sentence)
        );

    private static MigrationClass? Newest(IReadOnlyList<MigrationClass> known) => known.Count > 0 ? known[^1] : null;

    private static NewMigration At(
        IReadOnlyList<MigrationClass> known,
        long version,
        string name,
        Func<(string Folder, string? Namespace)> elsewhere,
        Func<MigrationClass?, string?, string, string, string> source
    )
    {
        var newest = Newest(known);
        var number = version.ToString(CultureInfo.InvariantCulture);
        var type =
            newest is null ? $"M{number}_{name}"
            : Numbered().Match(newest.Class) is { Success: true } pattern
                ? $"{pattern.Groups["before"].Value}{number.PadLeft(pattern.Groups["number"].Length, '0')}"
                    + $"{pattern.Groups["after"].Value}{name}"
            : name;
        var (folder, space) = newest is null ? elsewhere() : (newest.At.Folder, newest.At.Namespace);
        return known.FirstOrDefault(other => other.Class == type) is { } same
            ? throw new UsageException(
                $"There is a class {type} already, in {Path.GetFileName(same.At.File)}. Take another name."
            )
            : new(Path.Combine(folder, $"{type}.cs"), source(newest, space, type, number), version, type);
    }

    // Numbers grow, whatever the clock says and however those before were made.
    private static long NextVersion(long highest, bool counts, DateTimeOffset now)
    {
        var format = highest.ToString(CultureInfo.InvariantCulture).Length == Minutes.Length ? Minutes : Seconds;
        var stamp = long.Parse(
            now.UtcDateTime.ToString(format, CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture
        );
        return counts || stamp <= highest ? highest + 1 : stamp;
    }

    private static string Source(MigrationClass? like, string? space, string type, string attribute)
    {
        var parent = like?.Base ?? "AutoReversingMigration";
        var text = new StringBuilder();
        foreach (var line in Usings(like, parent))
        {
            text.Append(line).Append('\n');
        }

        text.Append(text.Length > 0 ? "\n" : "");
        text.Append(space is null ? "" : $"namespace {space};\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{attribute}\npublic sealed class {type} : {parent}\n{{\n");
        text.Append("    public override void Up()\n    {\n    }\n");
        text.Append(
            parent is "Migration" || like?.HasDown is true ? "\n    public override void Down()\n    {\n    }\n" : ""
        );
        return text.Append("}\n").ToString();
    }

    private static IEnumerable<string> Usings(MigrationClass? like, string parent) =>
        like is null
            ? ["using FluentMigrator;"]
            : Using()
                .Matches(like.At.Text)
                .Select(match => match.Value.Trim())
                .Where(line => line is "using FluentMigrator;" || !KnownBases.Contains(parent, StringComparer.Ordinal));

    [GeneratedRegex("^using [^;(]+;", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Using();

    [GeneratedRegex("^(?<before>[A-Za-z_]*)(?<number>[0-9]+)(?<after>_?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbered();
}
