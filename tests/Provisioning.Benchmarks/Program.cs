using System.Globalization;
using BenchmarkDotNet.Running;
using Provisioning.Benchmarks;
using Provisioning.Testing.Servers;

// `make bench BENCH=micro` measures what goes on inside a process; all else measures whole ones.
if (args is ["micro", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(RenderingBenchmarks).Assembly).Run(rest);
    return 0;
}

// `make bench` writes docs/benchmarks.md, its pictures and a paragraph of the README, as BENCH="all ROUNDS ROWS" does;
// BENCH="tools ROUNDS", BENCH="review", BENCH="testing", BENCH="fleet", BENCH="backup ROWS" and BENCH="seed ROWS"
// measure one part and print it.
var part = args is [var name, ..] ? name : "all";
int Number(int place, int otherwise) =>
    args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
var folder = Path.Combine(Versions.Root, "artifacts", "bench");
var provision = Path.Combine(Versions.Root, "artifacts", "bin", "provision");
Directory.CreateDirectory(folder);
await using var server = await ThrowAwayServer.StartAsync(isDurable: true);
var report = new Report(await Machine.ReadAsync(server));
IReadOnlyList<EndToEnd.Result> results = [];
if (part is "all" or "tools")
{
    results = await new Comparison(folder, provision, server).RunAsync(Number(1, 7));
    new ComparisonReport(results).AddTo(report);
}

if (part is "all" or "review")
{
    await new ReviewBench(folder, provision, server).RunAsync(report);
}

if (part is "all" or "testing")
{
    await new TestingBench(server).RunAsync(report);
}

if (part is "all" or "fleet")
{
    await new FleetBench(folder).RunAsync(report);
}

if (part is "all" or "backup")
{
    await BackupBench.RunAsync(Number(part is "all" ? 2 : 1, 700_000), folder, provision, server, report);
}

if (part is "all" or "seed" or "generator" && server is not null)
{
    await new GeneratorBench(provision, new PostgreSqlEngine(server!)).RunAsync(report);
}

if (part is "all" or "seed")
{
    await new SeedBench(Number(part is "all" ? 3 : 1, 500_000), folder, provision, server).RunAsync(report);
}

Console.WriteLine(report.Text);
if (part is "all")
{
    report.Write(Versions.Root);
    new ComparisonReport(results).Write(Versions.Root);
    ReadmeParagraph.Write(Versions.Root, results);
}

return 0;
