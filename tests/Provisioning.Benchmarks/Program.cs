using System.Globalization;
using BenchmarkDotNet.Running;
using Provisioning.Benchmarks;
using Provisioning.IntegrationTests.Support;

// `make bench BENCH=micro` measures what goes on inside a process; all else measures whole ones.
if (args is ["micro", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(RenderingBenchmarks).Assembly).Run(rest);
    return 0;
}

// `make bench` writes docs/benchmarks.md, its pictures and a paragraph of the README. BENCH=tools and BENCH=backup
// measure one part and print it; a number after it says how many rounds, or how many rows the backups have.
var number = args is [_, var text] ? int.Parse(text, CultureInfo.InvariantCulture) : (int?)null;
var part = args is [var name, ..] ? name : "";
var folder = Path.Combine(Versions.Root, "artifacts", "bench");
var provision = Path.Combine(Versions.Root, "artifacts", "bin", "provision");
Directory.CreateDirectory(folder);
await using var server = await ThrowAwayServer.StartAsync(isDurable: true);
var report = new Report(await Machine.ReadAsync(server));
IReadOnlyList<EndToEnd.Result> results = [];
if (part is "" or "tools")
{
    results = await new Comparison(folder, provision, server).RunAsync(number ?? 7);
    new ComparisonReport(results).AddTo(report);
}

if (part is "" or "backup")
{
    await BackupBench.RunAsync(number ?? 700_000, folder, provision, server, report);
}

Console.WriteLine(report.Text);
if (part is "")
{
    report.Write(Versions.Root);
    new ComparisonReport(results).Write(Versions.Root);
    ReadmeParagraph.Write(Versions.Root, results);
}

return 0;
