using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Benchmarks;

/// <summary>What a visitor reads of the figures first, the losses included.</summary>
internal static partial class ReadmeParagraph
{
    private const int Migrations = 1000;

    /// <summary>Puts it into the README in place of the one before.</summary>
    public static void Write(string root, IReadOnlyList<EndToEnd.Result> results)
    {
        var file = Path.Combine(root, "README.md");
        var text = Text([.. results.Where(result => result.Count == Migrations)]);
        File.WriteAllText(
            file,
            Marked().Replace(File.ReadAllText(file), $"<!-- benchmarks -->\n{text}\n<!-- /benchmarks -->")
        );
    }

    private static string Text(EndToEnd.Result[] results)
    {
        string Each(Func<EndToEnd.Result, double?> value) =>
            string.Join(" and ", results.Select(result => value(result) is { } found ? Report.Number(found) : "–"));
        string Idle(string tool) => Each(result => Line(result, tool)?.NothingToDo.Median);
        string Fresh(string tool) => Each(result => Line(result, tool)?.Fresh.Median / 1000);
        var losses = results.SelectMany(Losses).ToArray();
        return $"""
            With 1,000 migrations, on {string.Join(
                " and ",
                results.Select(result => result.Engine.Title)
            )}: where there is nothing to do a native program of your own
            takes {Idle("provision_native")} ms (dbmate {Idle("dbmate")}, FluentMigrator {Idle(
                "fluentmigrator"
            )}), from nothing
            {Fresh("provision_native")} s (dbmate {Fresh("dbmate")}, FluentMigrator {Fresh(
                "fluentmigrator"
            )}). `--assembly`, which runs on .NET,
            takes {Idle("provision_managed")} ms and {Fresh("provision_managed")} s.
            {(
                losses.Length == 0
                    ? ""
                    : $"**Slower than dbmate:** native, {string.Join("; ", losses)}: each start compares every applied migration with its record."
            )}
            [Benchmarks](docs/benchmarks.md) has all figures, and how to measure them yourself.
            """.Replace(
            "\n\n",
            "\n",
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<string> Losses(EndToEnd.Result result)
    {
        var (ours, dbmate) = (Line(result, "provision_native"), Line(result, "dbmate"));
        (string What, double? Ratio)[] ratios =
        [
            ("with nothing to do", ours?.NothingToDo.Median / dbmate?.NothingToDo.Median),
            ("from nothing", ours?.Fresh.Median / dbmate?.Fresh.Median),
        ];
        return ratios
            .Where(ratio => ratio.Ratio > 1)
            .Select(ratio =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ratio.What} on {result.Engine.Title} {ratio.Ratio:0.0} ×"
                )
            );
    }

    private static EndToEnd.Line? Line(EndToEnd.Result result, string tool) => ComparisonReport.Line(result, tool);

    [GeneratedRegex("<!-- benchmarks -->.*<!-- /benchmarks -->", RegexOptions.Singleline, 1000)]
    private static partial Regex Marked();
}
