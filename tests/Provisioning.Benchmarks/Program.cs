using BenchmarkDotNet.Running;
using Provisioning.Benchmarks;

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

var rounds = args is [var text] && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var asked) ? asked : 7;
return await EndToEnd.RunAsync(rounds);
