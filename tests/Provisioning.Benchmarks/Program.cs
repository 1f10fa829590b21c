using BenchmarkDotNet.Running;
using Provisioning.Benchmarks;

// `make bench` measures whole processes; `make bench BENCH=micro` what goes on inside one.
if (args is ["micro", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(RenderingBenchmarks).Assembly).Run(rest);
    return 0;
}

var rounds = args is [var text] && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var asked) ? asked : 7;
return await EndToEnd.RunAsync(rounds);
