using System.Globalization;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;

namespace Provisioning.Cli;

/// <summary>Tells on standard error what goes on: a line for each step done.</summary>
internal class RunProgress : IProgress<RunEvent>, IProgress<SeedProgress>
{
    private const long LongSeed = 100_000;

    private (ObjectName Table, int Quarter) _told;

    /// <summary>Does the work while telling of it: with bars on a terminal, else in plain lines.</summary>
    public static Task<T> WatchAsync<T>(Func<RunProgress, Task<T>> work) =>
        Console.IsErrorRedirected ? work(new RunProgress()) : TerminalProgress.RunAsync(work);

    /// <inheritdoc />
    public virtual void Report(RunEvent value)
    {
        switch (value)
        {
            case RunEvent.Waiting waiting:
                Line($"waiting for {waiting.Holder} to finish");
                break;
            case RunEvent.Retrying retrying:
                Line($"retry {Name(retrying.Step)}  in {Milliseconds(retrying.Pause)}: {retrying.Reason}");
                break;
            case RunEvent.Finished finished:
                Line($"{Verb(finished.Step),-5} {Name(finished.Step)}  {Milliseconds(finished.Duration)}");
                break;
        }
    }

    /// <inheritdoc />
    public virtual void Report(SeedProgress value)
    {
        // A line for each quarter of what takes long enough to wonder.
        var quarter = value.Total < LongSeed ? 0 : (int)(value.Rows * 4 / value.Total);
        if (quarter > 0 && (value.Table, quarter) != _told)
        {
            _told = (value.Table, quarter);
            Line(string.Create(CultureInfo.InvariantCulture, $"seed  {value.Table}  {value.Rows:N0} of {value.Total:N0} rows"));
        }
    }

    /// <summary>Up or down; run for what has no version.</summary>
    protected static string Verb(PlannedStep step) => !step.Migration.IsRecorded ? "run" : step.Direction is Direction.Up ? "up" : "down";

    /// <summary>The step's version and name.</summary>
    protected static string Name(PlannedStep step) => step.Migration.IsRecorded
        ? string.Create(CultureInfo.InvariantCulture, $"{step.Migration.Version}  {step.Migration.Name}")
        : step.Migration.Name;

    /// <summary>Writes a line.</summary>
    protected virtual void Line(string text) => Console.Error.WriteLine(text);

    private static string Milliseconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms");
}
