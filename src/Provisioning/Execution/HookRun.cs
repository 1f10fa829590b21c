using System.Globalization;
using Provisioning.Databases;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Calls the hooks of one run.</summary>
/// <param name="session">The migrating session.</param>
/// <param name="hooks">The hooks, in the order in which they are called.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Receives an event for each that is done; null for none.</param>
/// <param name="done">The steps that are done.</param>
internal sealed class HookRun(
    DatabaseSession session,
    IReadOnlyList<RunHook> hooks,
    TimeProvider time,
    IProgress<RunEvent>? progress,
    IReadOnlyList<PlannedStep> done
)
{
    private MigrationPlan? _plan;
    private long _began;

    /// <summary>Whether each migration is a transaction of its own, so that hooks can be called in between.</summary>
    public bool AreOfMigrations { get; } =
        hooks.Any(hook => hook.When is HookMoment.BeforeMigration or HookMoment.AfterMigration);

    /// <summary>Calls the hooks before the run, the first time that it has something to do.</summary>
    public async Task BeginAsync(MigrationPlan plan, CancellationToken token)
    {
        if (_plan is not null || plan.Steps.Count == 0)
        {
            return;
        }

        foreach (var hook in hooks)
        {
            hook.Check(session.Database.Dialect);
        }

        (_plan, _began) = (plan, time.GetTimestamp());
        await CallAsync(new(HookMoment.BeforeRun, plan), token);
    }

    /// <summary>Calls the hooks before a migration.</summary>
    public Task BeforeAsync(PlannedStep step, CancellationToken token) =>
        CallAsync(new(HookMoment.BeforeMigration, _plan!) { Step = step }, token);

    /// <summary>Calls the hooks after a migration.</summary>
    public Task AfterAsync(PlannedStep step, TimeSpan? duration, CancellationToken token) =>
        CallAsync(new(HookMoment.AfterMigration, _plan!) { Step = step, Duration = duration }, token);

    /// <summary>Calls the hooks after the run, where those before it were called.</summary>
    public Task EndAsync(CancellationToken token) =>
        _plan is null
            ? Task.CompletedTask
            : CallAsync(new(HookMoment.AfterRun, _plan) { Duration = time.GetElapsedTime(_began) }, token);

    /// <summary>Calls the hooks for a failure, where the run had begun. What they fail with is reported, and does not
    /// take the place of the error.</summary>
    public async Task FailAsync(Exception error, CancellationToken token)
    {
        if (_plan is null || error is OperationCanceledException || token.IsCancellationRequested)
        {
            return;
        }

        var what = new HookEvent(HookMoment.OnFailure, _plan)
        {
            Done = [.. done],
            Step = (error as MigrationFailedException)?.Step,
            Duration = time.GetElapsedTime(_began),
            Error = error,
        };
        foreach (var hook in hooks.Where(hook => hook.When is HookMoment.OnFailure))
        {
            try
            {
                await CallAsync(hook, what, token);
            }
            catch (HookFailedException failed)
            {
                progress?.Report(new RunEvent.HookFailed(failed));
            }
        }
    }

    private async Task CallAsync(HookEvent what, CancellationToken token)
    {
        foreach (var hook in hooks.Where(hook => hook.When == what.When))
        {
            await CallAsync(hook, what with { Done = [.. done] }, token);
        }
    }

    private async Task CallAsync(RunHook hook, HookEvent what, CancellationToken token)
    {
        var since = time.GetTimestamp();
        using var limit = new CancellationTokenSource(hook.Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            await ResetAsync(hook, stop.Token);
            await hook.RunAsync(what, session, stop.Token);
            await ResetAsync(hook, stop.Token);
        }
        catch (Exception error) when (limit.IsCancellationRequested && !token.IsCancellationRequested)
        {
            var seconds = hook.Limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new HookFailedException(hook, what, $"it did not end within {seconds} s, and was stopped", error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new HookFailedException(hook, what, error.Message, error);
        }

        progress?.Report(new RunEvent.HookFinished(hook, what.Step, time.GetElapsedTime(since)));
    }

    private Task ResetAsync(RunHook hook, CancellationToken token) =>
        hook.UsesSession ? session.ExecuteAsync(session.Reset(), token) : Task.CompletedTask;
}

/// <summary>A hook failed. What was done before it stays done.</summary>
public sealed class HookFailedException : ProvisioningException
{
    /// <summary>The failure of a hook.</summary>
    /// <param name="hook">The hook.</param>
    /// <param name="what">What it was called about.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="error">What it threw.</param>
    public HookFailedException(RunHook hook, HookEvent what, string reason, Exception error)
        : base(
            $"The hook \"{hook.Name}\" {Moment(what)} failed: {Sentence(reason)}\n{Kept(what)} Correct the hook, or "
                + "leave hooks out with --no-hooks.",
            error
        ) => (Hook, What) = (hook, what);

    /// <summary>The hook.</summary>
    public RunHook Hook { get; }

    /// <summary>What it was called about.</summary>
    public HookEvent What { get; }

    // What a program said has lines of its own.
    private static string Sentence(string reason) => reason.Contains('\n') ? reason : $"{reason.TrimEnd('.')}.";

    private static string Moment(HookEvent what) =>
        what.When switch
        {
            HookMoment.BeforeRun => "before the run",
            HookMoment.AfterRun => "after the run",
            HookMoment.BeforeMigration => $"before migration {what.Step!.Migration}",
            HookMoment.AfterMigration => $"after migration {what.Step!.Migration}",
            _ => "on failure",
        };

    private static string Kept(HookEvent what)
    {
        var before = what.Done.Count == 0 ? "Nothing was run before it." : "What was done before it stays.";
        return what.When switch
        {
            HookMoment.BeforeRun => "Nothing was run.",
            HookMoment.BeforeMigration => $"The migration was not run. {before}",
            HookMoment.AfterMigration =>
                $"The migration was {Done(what.Step!)}, and stays so. What comes after it was not run.",
            HookMoment.AfterRun => "All migrations of the run were done before it, and stay so.",
            _ => "The run had failed before it.",
        };
    }

    private static string Done(PlannedStep step) => step.Direction is Direction.Up ? "applied" : "rolled back";
}
