using System.Globalization;
using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>What looking at migrations and structures takes: plan beside up, lint, and the comparison of a large
/// structure beside a dump of it. Rounds are interleaved.</summary>
/// <param name="folder">Where it may work.</param>
/// <param name="provision">The command.</param>
/// <param name="server">The server; null for none.</param>
internal sealed class ReviewBench(string folder, string provision, ThrowAwayServer? server)
{
    private const int Pending = 100;
    private const int Tables = 500;
    private const int Linted = 1000;
    private const int Rounds = 5;

    private static readonly string[] Columns = ["", "ms", "CPU s", "MB", "beside", "ratio"];

    /// <summary>Measures, and adds what was found to the report.</summary>
    public async Task RunAsync(Report report)
    {
        report.Heading("Plan, lint and structures");
        report.Paragraph(
            $"""
            The native program. `plan` observes {Pending} pending migrations in a scratch database, beside `up` of the same on an empty one; `lint` reads {Linted.ToString(
                "#,0",
                CultureInfo.InvariantCulture
            )} migrations
            without a database; the others read a live database of {Tables} tables with six columns and two indexes each.
            """
        );
        var migrations = new List<GeneratedMigrations>();
        foreach (var size in (int[])[Pending, Tables, Linted])
        {
            migrations.Add(new(size, folder));
            await migrations[^1].BuildAsync(provision, withPeers: false);
        }

        var program = new Tools(folder, provision).NativeProgram(migrations);
        Engine[] engines =
        [
            new SqliteEngine(folder),
            .. server is null ? [] : (Engine[])[new PostgreSqlEngine(server)],
        ];
        var rows = new List<string[]> { Columns };
        foreach (var engine in engines)
        {
            rows.AddRange(await PlansAsync(program, engine));
            rows.AddRange(await StructuresAsync(program, engine));
        }

        rows.Add(await LintAsync(program));
        report.Table(rows);
    }

    private static async Task<IEnumerable<string[]>> PlansAsync(string program, Engine engine)
    {
        const string database = "bench_review";
        string[] target = ["--system", $"items{Pending}", "--url", engine.Url(database)];
        var (plan, up) = (new Measurement("plan"), new Measurement("up"));
        for (var round = 0; round < Rounds; round++)
        {
            await engine.RecreateAsync(database);
            await plan.TimeAsync(program, ["plan", .. target]);
            await up.TimeAsync(program, ["up", .. target]);
        }

        await engine.DropAsync(database);
        return [Row($"{engine.Title}: plan of {Pending} pending", plan, up)];
    }

    private async Task<IEnumerable<string[]>> StructuresAsync(string program, Engine engine)
    {
        const string database = "bench_review";
        var kept = Path.Combine(folder, $"{engine.Name}.structure");
        string[] target = ["--system", $"items{Tables}", "--url", engine.Url(database)];
        var (snapshot, check, diff, dump) = (
            new Measurement("snapshot"),
            new Measurement("check"),
            new Measurement("diff"),
            new Measurement("dump")
        );
        await engine.RecreateAsync(database);
        await new Measurement("up").TimeAsync(program, ["up", .. target]);
        for (var round = 0; round < Rounds; round++)
        {
            await snapshot.TimeAsync(program, ["snapshot", "--of", "live", "--out", kept, .. target]);
            await check.TimeAsync(program, ["check", "--snapshot", kept, .. target]);
            await diff.TimeAsync(program, ["diff", kept, "live", .. target]);
            var tool = engine.Dump(database);
            await dump.TimeAsync(tool[0], tool[1..]);
        }

        await engine.DropAsync(database);
        return
        [
            Row($"{engine.Title}: snapshot of {Tables} tables", snapshot, dump),
            Row($"{engine.Title}: check --snapshot", check, dump),
            Row($"{engine.Title}: diff of a file and live", diff, dump),
        ];
    }

    private static async Task<string[]> LintAsync(string program)
    {
        var lint = new Measurement("lint");
        for (var round = 0; round < Rounds; round++)
        {
            await lint.TimeAsync(program, "lint", "--system", $"items{Linted}");
        }

        return Row($"lint of {Linted.ToString("#,0", CultureInfo.InvariantCulture)} migrations", lint, beside: null);
    }

    private static string[] Row(string name, Measurement measured, Measurement? beside) =>
        [
            name,
            $"{measured}",
            Report.Number(measured.CpuSeconds),
            Report.Number(measured.PeakMegabytes),
            beside is null ? "" : $"{beside.Name} {beside}",
            beside is null ? "" : Report.Ratio(measured.Median / beside.Median),
        ];
}
