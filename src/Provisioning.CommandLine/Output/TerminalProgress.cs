using Provisioning.Backup.Jobs;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Seeding;
using Spectre.Console;

namespace Provisioning.CommandLine.Output;

/// <summary>Adds bars for what is under way to the lines for what is done.</summary>
internal sealed class TerminalProgress : RunProgress
{
    private readonly IAnsiConsole _console;
    private readonly ProgressContext _context;
    private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);
    private ProgressTask? _steps;

    private TerminalProgress(IAnsiConsole console, ProgressContext context) =>
        (_console, _context) = (console, context);

    /// <summary>Does the work and reports its progress.</summary>
    public static Task<T> RunAsync<T>(Func<RunProgress, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console
            .Progress()
            .AutoClear(enabled: true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(context => work(new TerminalProgress(console, context)));
    }

    /// <inheritdoc />
    public override void Report(RunEvent value)
    {
        base.Report(value);
        switch (value)
        {
            case RunEvent.Planned { Plan: MigrationPlan { Steps.Count: > 0 and var count } }:
                _steps ??= _context.AddTask("migrations");
                _steps.MaxValue = _steps.Value + count;
                break;
            case RunEvent.Started started when _steps is not null:
                _steps.Description = $"{Verb(started.Step)} {Name(started.Step)}".EscapeMarkup();
                break;
            case RunEvent.Backfilled backfilled when _steps is not null:
                _steps.Description = Rows(backfilled).EscapeMarkup();
                break;
            case RunEvent.Finished:
                _steps?.Increment(1);
                break;
        }
    }

    /// <inheritdoc />
    public override void Report(SeedProgress value)
    {
        base.Report(value);
        Show($"seed {value.Table}", value.Rows, value.Total);
    }

    /// <inheritdoc />
    public override void Report(BackupProgress value) => Show(value.What, value.Bytes, value.Total);

    /// <inheritdoc />
    protected override void Line(string text) =>
        _console.Write(
            new Text(
                $"{text}\n",
                Terminal.ToneOf(text) is Tone.Warning ? new Style(foreground: Color.Yellow) : Style.Plain
            )
        );

    private void Show(string what, long done, long total)
    {
        if (!_bars.TryGetValue(what, out var task))
        {
            _bars[what] = task = _context.AddTask(what.EscapeMarkup(), maxValue: Math.Max(1, total));
        }

        task.Value = done;
    }
}
