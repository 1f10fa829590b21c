using System.Globalization;

namespace Provisioning.Benchmarks;

/// <summary>What the comparison with other tools gave: tables and pictures.</summary>
internal sealed class ComparisonReport(IReadOnlyList<EndToEnd.Result> results)
{
    private const int Pictured = 1000;

    private EndToEnd.Result[] Compared { get; } =
    [.. results.Where(result => result.Lines.Any(line => line.Tool == Tools.Floor))];

    /// <summary>Adds the tables.</summary>
    public void AddTo(Report report)
    {
        report.Heading("Applying migrations, beside other tools");
        report.Paragraph(
            """
            Every migration creates a table of six columns and two indexes, the same for all tools, and has its row in the tool's own ledger. *Native* is a program of
            one's own with the migrations inside ([systems of your own](own-systems.md)), *`--assembly`* the command, which loads them. The other .NET tools are libraries in
            a program of a few lines, self-contained and ready to run as the managed command is; dbmate runs with `--no-dump-schema`, because it would start `pg_dump` or
            `sqlite3` after each run. DbUp is asked for a transaction for each script, EF Core does as it does by default. The *floor* is the engine's own client with all
            statements in one file and one transaction.

            What makes `provision` fast from nothing: on SQLite the first run of an empty database is one transaction with a savepoint for each migration; on PostgreSQL each
            migration is one transaction, and only the last commit of a run waits for the disk. dbmate and the others wait for the disk after each migration.
            """
        );
        report.Paragraph(Picture("benchmarks", "time with nothing to do, and to apply 1,000 migrations", ""));
        report.Paragraph(Picture("benchmarks-cost", "memory and CPU seconds", ""));
        foreach (var result in Compared)
        {
            report.Paragraph($"**{result.Engine.Title}, {Count(result)} migrations**");
            report.Table([
                ["", "nothing to do, ms", "CPU s", "MB", "from nothing, ms", "CPU s", "MB", "runs"],
                .. result.Lines.Select(Row),
            ]);
        }

        report.Heading("Ratios");
        report.Table([
            ["", .. Compared.Select(result => $"{result.Engine.Title}, {Count(result)}"), "aim"],
            Ratios(
                "native beside dbmate, nothing to do",
                result => NothingToDo(result, "provision_native", "dbmate"),
                "1.00"
            ),
            Ratios("native beside dbmate, from nothing", result => Fresh(result, "provision_native", "dbmate"), "1.00"),
            Ratios("native beside floor + nothing to do", OverTheFloor, "1.25, 1.15"),
            Ratios(
                "`--assembly` beside native, nothing to do",
                result => NothingToDo(result, "provision_managed", "provision_native"),
                ""
            ),
            Ratios(
                "`--assembly` beside FluentMigrator, nothing to do",
                result => NothingToDo(result, "provision_managed", "fluentmigrator"),
                ""
            ),
            Ratios(
                "`--assembly` beside FluentMigrator, from nothing",
                result => Fresh(result, "provision_managed", "fluentmigrator"),
                ""
            ),
        ]);
        AddStart(report);
    }

    /// <summary>Draws <c>docs/pictures/benchmarks*.svg</c>.</summary>
    public void Write(string root)
    {
        var pictures = Path.Combine(root, "docs", "pictures");
        var pictured = Compared.Where(result => result.Count == Pictured).ToArray();
        BarChart.Write(
            pictures,
            "benchmarks",
            [
                .. pictured.Select(result =>
                    Panel(result, "nothing to do, ms", line => line.NothingToDo, m => m.Median)
                ),
                .. pictured.Select(result => Panel(result, "1,000 migrations, ms", line => line.Fresh, m => m.Median)),
            ]
        );
        BarChart.Write(
            pictures,
            "benchmarks-cost",
            [
                .. pictured.Select(result =>
                    Panel(result, "nothing to do, CPU ms", line => line.NothingToDo, m => m.CpuSeconds * 1000)
                ),
                .. pictured.Select(result =>
                    Panel(result, "1,000 migrations, MB", line => line.Fresh, m => m.PeakMegabytes)
                ),
            ]
        );
    }

    private void AddStart(Report report)
    {
        report.Heading("Nothing to do, with 2,000 migrations");
        report.Table([
            ["", "ms", "CPU s", "MB", "beside dbmate"],
            .. results
                .Except(Compared)
                .SelectMany(result =>
                    result.Lines.Select(line =>
                        (string[])
                            [
                                $"{result.Engine.Title}: {line.Tool.Name}",
                                $"{line.NothingToDo}",
                                Report.Number(line.NothingToDo.CpuSeconds),
                                Report.Number(line.NothingToDo.PeakMegabytes),
                                Text(NothingToDo(result, line.Tool.Id, "dbmate")),
                            ]
                    )
                ),
        ]);
    }

    private static string[] Row(EndToEnd.Line line)
    {
        var (idle, fresh) = (line.NothingToDo, line.Fresh);
        string[] first =
            line.Tool == Tools.Floor
                ? ["", "", ""]
                : [$"{idle}", Report.Number(idle.CpuSeconds), Report.Number(idle.PeakMegabytes)];
        return
        [
            $"{line.Tool.Name} {line.Tool.Version}",
            .. first,
            $"{fresh}",
            Report.Number(fresh.CpuSeconds),
            Report.Number(fresh.PeakMegabytes),
            line.Tool == Tools.Floor ? $"{fresh.Runs}" : $"{idle.Runs}, {fresh.Runs}",
        ];
    }

    private string[] Ratios(string name, Func<EndToEnd.Result, double?> ratio, string aim) =>
        [name, .. Compared.Select(result => Text(ratio(result))), aim];

    private static double? NothingToDo(EndToEnd.Result result, string one, string other) =>
        Line(result, one)?.NothingToDo.Median / Line(result, other)?.NothingToDo.Median;

    private static double? Fresh(EndToEnd.Result result, string one, string other) =>
        Line(result, one)?.Fresh.Median / Line(result, other)?.Fresh.Median;

    private static double? OverTheFloor(EndToEnd.Result result) =>
        Line(result, "provision_native") is { } ours
            ? ours.Fresh.Median / (Line(result, Tools.Floor.Id)!.Fresh.Median + ours.NothingToDo.Median)
            : null;

    internal static EndToEnd.Line? Line(EndToEnd.Result result, string tool) =>
        result.Lines.FirstOrDefault(line => line.Tool.Id == tool);

    private static BarChart.Panel Panel(
        EndToEnd.Result result,
        string title,
        Func<EndToEnd.Line, Measurement> measurement,
        Func<Measurement, double> value
    ) =>
        new(
            $"{result.Engine.Title}: {title}",
            [
                .. result
                    .Lines.Where(line => measurement(line).Runs > 0)
                    .Select(line => new BarChart.Bar(line.Tool.Name, value(measurement(line)), line.Tool.IsOurs))
                    .OrderBy(bar => bar.Value),
            ]
        );

    private static string Picture(string name, string text, string folder) =>
        $"""
            <picture>
              <source media="(prefers-color-scheme: dark)" srcset="{folder}pictures/{name}.dark.svg">
              <img alt="Bars: {text}, by tool" src="{folder}pictures/{name}.light.svg">
            </picture>
            """;

    private static string Text(double? ratio) => ratio is { } value ? Report.Ratio(value) : "–";

    private static string Count(EndToEnd.Result result) => result.Count.ToString("#,0", CultureInfo.InvariantCulture);
}
