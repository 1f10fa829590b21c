using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary>Files that have both ways in them, under comments that say which: those of goose and dbmate.</summary>
internal static partial class SectionedFiles
{
    private const string Up = "up";
    private const string Down = "down";

    /// <summary>Whether a file is goose's.</summary>
    public static bool IsGoose(SourceFile file) => IsSql(file) && GooseLine().IsMatch(file.Text);

    /// <summary>Whether a file is dbmate's.</summary>
    public static bool IsDbmate(SourceFile file) => IsSql(file) && DbmateLine().IsMatch(file.Text);

    /// <summary>Reads goose's files.</summary>
    /// <exception cref="UsageException">One of them cannot be taken over.</exception>
    public static ImportedHistory ReadGoose(IReadOnlyList<SourceFile> files)
    {
        var problems = files
            .Where(file => file.Number is not null && file.Short.EndsWith(".go", StringComparison.Ordinal))
            .Where(file => !file.Short.EndsWith("_test.go", StringComparison.Ordinal))
            .Select(file =>
                $"{file.Name} is written in Go: write a class of its version by hand, and move the file away"
            )
            .ToList();
        return Read(files, GooseLine(), Goose, problems);
    }

    /// <summary>Reads dbmate's files.</summary>
    /// <exception cref="UsageException">One of them cannot be taken over.</exception>
    public static ImportedHistory ReadDbmate(IReadOnlyList<SourceFile> files) => Read(files, DbmateLine(), Dbmate, []);

    private static ImportedHistory Read(
        IReadOnlyList<SourceFile> files,
        Regex marker,
        Func<Sections, string, string?> follow,
        List<string> problems
    )
    {
        var migrations = new List<ImportedMigration>();
        foreach (var file in files.Where(IsSql))
        {
            if (file.Number is not { } number)
            {
                problems.Add($"the name of {file.Name} does not begin with a number");
                continue;
            }

            var sections = new Sections();
            foreach (var line in file.Text.Split('\n'))
            {
                if (marker.Match(line) is not { Success: true } found)
                {
                    sections.Add(line);
                }
                else if (follow(sections, found.Groups["words"].Value.Trim()) is { } problem)
                {
                    problems.Add($"{file.Name} {problem}");
                }
            }

            if (!sections.Has(Up))
            {
                problems.Add($"{file.Name} does not say where its way up begins");
            }

            migrations.Add(
                new(number, file.Title, file.Name, sections.Text(Up))
                {
                    Down = SourceFile.HasSql(sections.Text(Down)) ? sections.Text(Down) : null,
                    IsOutsideTransaction = sections.IsOutsideTransaction,
                }
            );
        }

        return problems.Count == 0 ? new(migrations, []) : throw HistoryFolder.Refused(problems);
    }

    private static string? Goose(Sections sections, string words)
    {
        switch (words.ToUpperInvariant())
        {
            case "UP":
                return sections.Begin(Up);
            case "DOWN":
                return sections.Begin(Down);
            case "STATEMENTBEGIN":
                return null;
            case "STATEMENTEND":
                sections.EndStatement();
                return null;
            case "NO TRANSACTION":
                sections.IsOutsideTransaction = true;
                return null;
            case var other when other.StartsWith("ENVSUB", StringComparison.Ordinal):
                return "takes values from the environment (ENVSUB): write them into it";
            default:
                return $"has an instruction that is not known here: {words}";
        }
    }

    private static string? Dbmate(Sections sections, string words)
    {
        var parts = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        sections.IsOutsideTransaction |= parts.Contains("transaction:false", StringComparer.Ordinal);
        return sections.Begin(parts[0]);
    }

    private static bool IsSql(SourceFile file) => file.Short.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\s*--\s*\+goose\s+(?<words>.+)$", RegexOptions.Multiline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex GooseLine();

    [GeneratedRegex(
        @"^\s*--\s*migrate:(?<words>(up|down)\b.*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex DbmateLine();

    /// <summary>What a file says of each way.</summary>
    private sealed class Sections
    {
        private readonly Dictionary<string, StringBuilder> _texts = new(StringComparer.Ordinal);
        private StringBuilder? _text;

        public bool IsOutsideTransaction { get; set; }

        public bool Has(string way) => _texts.ContainsKey(way);

        public string Text(string way) => _texts.TryGetValue(way, out var text) ? $"{text}".Trim() + "\n" : "";

        public string? Begin(string way)
        {
            _text = new();
            return _texts.TryAdd(way, _text) ? null : $"says twice where its way {way} begins";
        }

        // What comes before the first mark is no part of either.
        public void Add(string line) => _text?.Append(line).Append('\n');

        // The mark ends a statement, with or without a semicolon.
        public void EndStatement()
        {
            if (_text is { } text && !$"{text}".AsSpan().TrimEnd().EndsWith(";"))
            {
                text.Append(";\n");
            }
        }
    }
}
