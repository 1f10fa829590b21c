using System.Text.RegularExpressions;
using Provisioning.Adoption.Tools;

namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary>Files whose names say all: those of Flyway.</summary>
internal static partial class FlywayFiles
{
    /// <summary>Whether a file is Flyway's.</summary>
    public static bool Is(SourceFile file) => Name().IsMatch(file.Short);

    /// <summary>Reads them.</summary>
    /// <param name="files">The files.</param>
    /// <param name="placeholders">The values of placeholders.</param>
    /// <exception cref="UsageException">One of them cannot be taken over.</exception>
    public static ImportedHistory Read(
        IReadOnlyList<SourceFile> files,
        IReadOnlyDictionary<string, string> placeholders
    )
    {
        var problems = files
            .Where(file => Code().IsMatch(file.Short))
            .Select(file => $"{file.Name} is code: write a class of its version by hand, and move the file away")
            .ToList();
        var named = files
            .Where(Is)
            .Select(file => (File: file, Match: Name().Match(file.Short)))
            .ToLookup(
                pair => pair.Match.Groups["kind"].Value,
                pair => (pair.File, Version: Version(pair.Match), Title: Title(pair.Match)),
                StringComparer.Ordinal
            );
        string Sql(SourceFile file) => Filled(file, files, placeholders, problems);
        var baseline = named["B"].OrderBy(one => one.Version, ByVersion).LastOrDefault();
        var isNeeded =
            baseline.File is not null && !named["V"].Any(one => Flyway.Compare(one.Version, baseline.Version) <= 0);
        var leftOut = new List<string>(
            files
                .Where(file => !Is(file) && file.Short.EndsWith(".sql", StringComparison.Ordinal))
                .Select(file => $"{file.Name} is no migration (docs/hooks.md has what runs before and after)")
        );
        leftOut.AddRange(
            named["B"]
                .Where(one => !isNeeded || one.File != baseline.File)
                .Select(one => $"{one.File.Name} is a baseline of versions that are there themselves")
        );
        SourceFile? Undo(string version) =>
            named["U"].FirstOrDefault(one => Flyway.Compare(one.Version, version) == 0).File;
        ImportedMigration[] migrations =
        [
            .. named["V"]
                .Concat(isNeeded ? [baseline] : [])
                .OrderBy(one => one.Version, ByVersion)
                .Select(one => new ImportedMigration(one.Version, one.Title, one.File.Name, Sql(one.File))
                {
                    Down = Undo(one.Version) is { } back && SourceFile.HasSql(back.Text) ? Sql(back) : null,
                    IsOutsideTransaction = IsOff(one.File, files, "executeInTransaction"),
                }),
            .. named["R"]
                .OrderBy(one => one.Title, StringComparer.Ordinal)
                .Select(one => new ImportedMigration(one.Title, one.Title, one.File.Name, Sql(one.File))
                {
                    IsRepeatable = true,
                    IsOutsideTransaction = IsOff(one.File, files, "executeInTransaction"),
                }),
        ];
        problems.AddRange(Twice(migrations));
        return problems.Count == 0 ? new(migrations, leftOut) : throw HistoryFolder.Refused(problems);
    }

    private static Comparer<string> ByVersion { get; } = Comparer<string>.Create(Flyway.Compare);

    // 1 and 1.0 are one version.
    private static IEnumerable<string> Twice(IReadOnlyList<ImportedMigration> migrations)
    {
        var versions = migrations.Where(one => !one.IsRepeatable).ToList();
        return versions
            .Zip(versions.Skip(1))
            .Where(pair => Flyway.Compare(pair.First.Key, pair.Second.Key) == 0)
            .Select(pair => $"{pair.First.File} and {pair.Second.File} have one version");
    }

    // A file beside a script says how it is run.
    private static bool IsOff(SourceFile file, IReadOnlyList<SourceFile> files, string setting) =>
        files.FirstOrDefault(other => other.Path == $"{file.Path}.conf") is { } settings
        && Regex.IsMatch(
            settings.Text,
            $@"^\s*{setting}\s*=\s*false\s*$",
            RegexOptions.Multiline | RegexOptions.IgnoreCase,
            TimeSpan.FromSeconds(1)
        );

    private static string Filled(
        SourceFile file,
        IReadOnlyList<SourceFile> files,
        IReadOnlyDictionary<string, string> placeholders,
        List<string> problems
    )
    {
        if (IsOff(file, files, "placeholderReplacement"))
        {
            return file.Text;
        }

        return Placeholder()
            .Replace(file.Text, found =>
            {
                var name = found.Groups["name"].Value;
                if (placeholders.TryGetValue(name, out var value))
                {
                    return value;
                }

                problems.Add($"{file.Name} has the placeholder {name}: give --placeholder {name}=VALUE");
                return found.Value;
            });
    }

    private static string Version(Match name) => name.Groups["version"].Value.Replace('_', '.');

    private static string Title(Match name) => name.Groups["title"].Value.Replace('_', ' ').Trim();

    [GeneratedRegex(
        @"^((?<kind>[VUB])(?<version>[0-9]+([._][0-9]+)*)|(?<kind>R))__(?<title>.+)\.sql$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Name();

    [GeneratedRegex(
        @"^([VUB][0-9][0-9._]*|R)__.+\.(java|kt|class|groovy|py|sh|cmd|ps1)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Code();

    [GeneratedRegex(@"\$\{(?<name>[^}\s]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
