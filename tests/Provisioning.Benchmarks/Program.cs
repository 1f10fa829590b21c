using System.Globalization;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using Provisioning.Benchmarks;
using Provisioning.IntegrationTests.Support;

// `make bench` measures whole processes; `make bench BENCH=micro` what goes on inside one.
if (args is ["micro", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(RenderingBenchmarks).Assembly).Run(rest);
    return 0;
}

// The floor on SQLite: the same statements in one transaction, in a process that does nothing else.
if (args is ["floor", var file, var script])
{
    await EndToEnd.ApplyAsync(file, await File.ReadAllTextAsync(script));
    return 0;
}

// `make bench BENCH=backup` measures backups alone; a number behind it says how many rows they have.
var (rounds, agents) = args switch
{
    ["backup", var rows] => (5, int.Parse(rows, CultureInfo.InvariantCulture)),
    [var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var asked) => (asked, 700_000),
    _ => (7, 700_000),
};
var root = Root();
var provision = Path.Combine(root, "artifacts", "bin", "provision");
await using var server = await ThrowAwayServer.StartAsync(isDurable: true);
Console.WriteLine($"{rounds} rounds, interleaved; milliseconds as median (minimum)\n");
if (args is not ["backup", ..])
{
    await new EndToEnd(rounds, root, provision, server).RunAsync();
}

await new BackupBench(rounds, agents, root, provision).RunAsync(server);
return 0;

static string Root([CallerFilePath] string path = "") =>
    Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
