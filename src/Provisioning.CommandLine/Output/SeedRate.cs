using System.Diagnostics;
using System.Globalization;
using Provisioning.Administration.Health;
using Provisioning.Seeding;

namespace Provisioning.CommandLine.Output;

/// <summary>How fast rows are added to a table, and how long the rest of them takes.</summary>
internal sealed class SeedRate
{
    private string _table = "";
    private long _first;
    private long _since;

    /// <summary>Takes note of how far a table is.</summary>
    public void See(SeedProgress progress)
    {
        if (_table != $"{progress.Table}")
        {
            (_table, _first, _since) = ($"{progress.Table}", progress.Rows, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>The rate and the time that is left, as the end of a line; empty where there is no rate yet.</summary>
    public string Of(SeedProgress progress)
    {
        var seconds = Stopwatch.GetElapsedTime(_since).TotalSeconds;
        var rate = (progress.Rows - _first) / Math.Max(seconds, 0.001);
        if (progress.Rows <= _first || rate < 1)
        {
            return "";
        }

        var left = TimeSpan.FromSeconds((progress.Total - progress.Rows) / rate);
        return string.Create(
            CultureInfo.InvariantCulture,
            $", {rate:N0} a second{(progress.Rows < progress.Total ? $", {Amount.Time(left)} left" : "")}"
        );
    }
}
