using System.Globalization;
using Provisioning.Administration.Health;
using Provisioning.Backup.Jobs;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;

namespace Provisioning.CommandLine.Output;

/// <summary>Reports progress on standard error: a line for each step done.</summary>
internal class RunProgress : IProgress<RunEvent>, IProgress<SeedProgress>, IProgress<BackupProgress>
{
    // Larger loads report their progress.
    private const long LongSeed = 100_000;
    private const long LongBackup = 100_000_000;

    // A line every so often is enough of what may take hours.
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly SeedRate _rate = new();
    private TimeSpan _backfillTold;
    private (string What, int Quarter) _told;
    private bool _hasWarned;

    /// <summary>Does the work and reports its progress: with bars on a terminal, else in plain lines.</summary>
    public static Task<T> WatchAsync<T>(Func<RunProgress, Task<T>> work) =>
        Console.IsErrorRedirected || Terminal.IsQuiet ? work(new RunProgress()) : TerminalProgress.RunAsync(work);

    /// <inheritdoc />
    public virtual void Report(RunEvent value)
    {
        switch (value)
        {
            case RunEvent.Planned planned when !_hasWarned && planned is { WarnsOfOrder: true }:
                _hasWarned = true;
                Line(OutOfOrder(planned.Plan));
                break;
            case RunEvent.Waiting waiting:
                Line($"waiting for {waiting.Holder} to finish");
                break;
            case RunEvent.Obstructed obstructed:
                foreach (var obstacle in obstructed.Obstacles)
                {
                    Warn($"in the way: {obstacle.Text}");
                }

                break;
            case RunEvent.Unadopted unadopted:
                Warn(Others(unadopted.Tools));
                break;
            case RunEvent.Retrying retrying:
                Line($"retry {Name(retrying.Step)}  in {Milliseconds(retrying.Pause)}: {retrying.Reason}");
                break;
            case RunEvent.Backfilled backfilled when IsWorthALine(backfilled):
                Line($"      {Rows(backfilled)}");
                break;
            case RunEvent.Lagging lagging:
                Line($"      waiting for replicas: lag of {Seconds(lagging.Lag)}, {Seconds(lagging.Most)} allowed");
                break;
            case RunEvent.Executed executed:
                Line(
                    $"    {executed.Statement.Text.ReplaceLineEndings("\n    ")};  -- {Milliseconds(executed.Duration)}"
                );
                break;
            case RunEvent.HookFinished hook:
                Line($"hook  {Format.Line(hook.Hook.Name)}  {Milliseconds(hook.Duration)}");
                break;
            case RunEvent.HookFailed hook:
                Line($"warning: {hook.Error.Message}");
                break;
            case RunEvent.Finished finished:
                Line($"{Verb(finished.Step), -5} {Name(finished.Step)}  {Milliseconds(finished.Duration)}");
                break;
        }
    }

    /// <inheritdoc />
    public virtual void Report(SeedProgress value)
    {
        _rate.See(value);
        if (value.Total >= LongSeed && IsNewQuarter($"{value.Table}", value.Rows, value.Total))
        {
            Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed  {value.Table}  {value.Rows:N0} of {value.Total:N0} rows{_rate.Of(value)}"
                )
            );
        }
    }

    /// <inheritdoc />
    public virtual void Report(BackupProgress value)
    {
        if (value.Total >= LongBackup && IsNewQuarter(value.What, value.Bytes, value.Total))
        {
            Line($"{value.What}  {Amount.Bytes(value.Bytes)} of {Amount.Bytes(value.Total)}");
        }
    }

    /// <summary>The warning that versions are applied out of order.</summary>
    public static string OutOfOrder(MigrationPlan plan) =>
        $"warning: out of order, below {Format.Version(plan.OutOfOrder.First().After!.Value)} which is applied: "
        + string.Join(", ", plan.OutOfOrder.Select(step => $"{step.Migration}"));

    private static string Others(IReadOnlyList<(string Tool, ObjectName Table)> tools) =>
        FollowUp.In(
            tools.Count == 0
                ? "the database has tables already, and no ledger: `provision adopt` takes over what others have made."
                : "others have migrated the database ("
                    + string.Join(", ", tools.Select(found => $"{found.Tool}, {found.Table}"))
                    + "), and it has no ledger of provision: `provision adopt` takes it over without running anything."
        );

    /// <summary>Says what a person should know, and that the command goes on.</summary>
    public void Warn(string text) => Line($"warning: {text}");

    /// <summary>Up or down; run for what has no version.</summary>
    protected static string Verb(PlannedStep step) =>
        !step.Migration.IsRecorded ? "run"
        : step.Direction is Direction.Up ? "up"
        : "down";

    /// <summary>The step's version and name.</summary>
    protected static string Name(PlannedStep step) =>
        step.Migration.IsRecorded
            ? string.Create(CultureInfo.InvariantCulture, $"{step.Migration.Version}  {step.Migration.Name}")
            : step.Migration.Name;

    /// <summary>Writes a line.</summary>
    protected virtual void Line(string text) => Terminal.Note(text);

    /// <summary>How far a backfill has come, and how fast.</summary>
    protected static string Rows(RunEvent.Backfilled backfilled) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"backfill {backfilled.Table}: {backfilled.Rows:N0} rows in {backfilled.Duration.TotalSeconds:0.0} s, "
                + $"{backfilled.Rows / Math.Max(backfilled.Duration.TotalSeconds, 0.001):N0} a second"
        );

    private bool IsWorthALine(RunEvent.Backfilled backfilled)
    {
        _backfillTold = backfilled.Duration < _backfillTold ? TimeSpan.Zero : _backfillTold;
        if (!backfilled.IsLast && backfilled.Duration - _backfillTold < BetweenLines)
        {
            return false;
        }

        _backfillTold = backfilled.IsLast ? TimeSpan.Zero : backfilled.Duration;
        return true;
    }

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private bool IsNewQuarter(string what, long done, long total)
    {
        var now = (what, Quarter: (int)(done * 4 / total));
        var isNew = now.Quarter > 0 && now != _told;
        _told = isNew ? now : _told;
        return isNew;
    }

    /// <summary><c>12 ms</c>.</summary>
    public static string Milliseconds(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms");
}
