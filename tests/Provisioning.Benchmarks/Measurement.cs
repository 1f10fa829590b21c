using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Provisioning.Benchmarks;

/// <summary>Runs of one thing, whole processes, in the order in which they happened.</summary>
internal sealed class Measurement(string name)
{
    private static readonly string Script = Path.Combine(Path.GetDirectoryName(Here())!, "measure.py");
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _cpu = [];

    public string Name { get; } = name;

    public int Runs => _milliseconds.Count;

    public double Median => Middle(_milliseconds);

    public double Minimum => _milliseconds.Min();

    /// <summary>Seconds of all its processes, the system's share included; the median.</summary>
    public double CpuSeconds => Middle(_cpu);

    /// <summary>The most memory that any of the processes held, in MB.</summary>
    public double PeakMegabytes { get; private set; }

    /// <summary>Times a process from start to end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task TimeAsync(string file, params string[] arguments)
    {
        var result = Path.GetTempFileName();
        var start = new ProcessStartInfo("python3", ["-I", "-S", Script, result, file, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // Some tools read an .env of the folder that they run in.
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("DATABASE_URL");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}"
            );
        }

        var figures = (await File.ReadAllTextAsync(result))
            .Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        File.Delete(result);
        _milliseconds.Add(figures[0] * 1000);
        _cpu.Add(figures[1]);
        PeakMegabytes = Math.Max(PeakMegabytes, figures[2] / 1024);
    }

    /// <summary>Runs a process that is not measured.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static Task RunAsync(string file, params string[] arguments) =>
        new Measurement("").TimeAsync(file, arguments);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0} ({Minimum:0})");

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Here([CallerFilePath] string path = "") => path;
}
