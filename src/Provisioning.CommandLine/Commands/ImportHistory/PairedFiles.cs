using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary>Files of which each has one way: those of golang-migrate.</summary>
internal static partial class PairedFiles
{
    /// <summary>Whether a file is golang-migrate's.</summary>
    public static bool Is(SourceFile file) => Name().IsMatch(file.Short);

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">One of them cannot be taken over.</exception>
    public static ImportedHistory Read(IReadOnlyList<SourceFile> files)
    {
        var (migrations, problems) = (new List<ImportedMigration>(), new List<string>());
        foreach (
            var version in files
                .Where(Is)
                .GroupBy(file => file.Number!.TrimStart('0').PadLeft(1, '0'), StringComparer.Ordinal)
        )
        {
            var (up, down) = (Of(version, "up"), Of(version, "down"));
            if (version.Count() > new[] { up, down }.Count(file => file is not null))
            {
                problems.Add($"{string.Join(" and ", version.Select(file => file.Name))} have one version");
                continue;
            }

            var first = up ?? down!;
            migrations.Add(
                new(version.Key, first.Title, first.Name, up?.Text ?? "")
                {
                    Down = down is { } back && SourceFile.HasSql(back.Text) ? back.Text : null,
                }
            );
        }

        return problems.Count == 0
            ? new(
                migrations,
                [
                    .. files
                        .Where(file => !Is(file) && file.Short.EndsWith(".sql", StringComparison.Ordinal))
                        .Select(file => $"{file.Name} is called neither .up.sql nor .down.sql"),
                ]
            )
            : throw HistoryFolder.Refused(problems);
    }

    private static SourceFile? Of(IEnumerable<SourceFile> version, string way) =>
        version.FirstOrDefault(file => file.Short.EndsWith($".{way}.sql", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^[0-9]+_.*\.(up|down)\.sql$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
