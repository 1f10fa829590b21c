using System.Diagnostics;
using System.Globalization;

namespace Provisioning.Benchmarks;

/// <summary>Runs of one thing, whole process, in the order in which they happened.</summary>
internal sealed class Measurement(string name)
{
    private readonly List<double> _milliseconds = [];

    public string Name { get; } = name;

    public double Median => _milliseconds.Order().ElementAt(_milliseconds.Count / 2);

    /// <summary>The most memory that any of the processes held, in MB; 0 where nobody looked.</summary>
    public double PeakMegabytes { get; private set; }

    /// <summary>Times a process from start to end, and looks at its memory meanwhile.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task TimeAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("DATABASE_URL");
        var since = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(process.Id, ended.Token);
        await process.WaitForExitAsync();
        _milliseconds.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        await ended.CancelAsync();
        PeakMegabytes = Math.Max(PeakMegabytes, await watching);
        await output;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}"
            );
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Median, 8:0} ({_milliseconds.Min():0})");

    private static async Task<double> WatchAsync(int process, CancellationToken token)
    {
        var peak = 0.0;
        while (!token.IsCancellationRequested)
        {
            peak = Math.Max(peak, Peak(process));
            await Task.Delay(10, CancellationToken.None);
        }

        return peak;
    }

    private static double Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : double.Parse(
                    line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
                    CultureInfo.InvariantCulture
                ) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
