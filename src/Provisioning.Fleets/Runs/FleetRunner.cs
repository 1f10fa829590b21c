using System.Collections.Concurrent;
using System.Globalization;
using Provisioning.Execution;
using Provisioning.Fleets.Engines;
using Provisioning.Fleets.States;
using Provisioning.Fleets.Targets;
using Provisioning.Planning;

namespace Provisioning.Fleets.Runs;

/// <summary>Migrates the targets of a fleet in waves. Each keeps its own ledger and its own lock, so that a run which
/// was stopped or killed is begun again by the same call: what is done is found done.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="options">The options of the run.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Receives the events of the run, from several threads; null for none.</param>
public sealed class FleetRunner(
    MigrationCatalog catalog,
    FleetRunOptions options,
    TimeProvider time,
    IProgress<FleetEvent>? progress = null
)
{
    /// <summary>Runs them.</summary>
    /// <param name="status">The targets, as <see cref="FleetReader"/> has found them: what is current is left alone,
    /// and what would be refused counts as failed before anything is run.</param>
    /// <param name="record">Where it is kept what came of each target; null for nowhere.</param>
    /// <param name="token">Stops beginning targets, and rolls back what is under way.</param>
    /// <returns>What came of each target. That some failed is no exception.</returns>
    public async Task<FleetRunReport> RunAsync(FleetStatus status, FleetRecordWriter? record, CancellationToken token)
    {
        var run = new Run(status, options.MaxFailures.AtMost(status.Targets.Count));
        var waves = options.Waves.Of([
            .. status.Targets.Where(target => target.Condition is TargetCondition.Pending).Select(each => each.Target),
        ]);
        record?.Begin(waves);
        foreach (var state in status.Targets.Where(target => target.Condition is not TargetCondition.Pending))
        {
            End(run, record, Known(state));
        }

        for (var at = 0; at < waves.Count && run.Stopped is null && !token.IsCancellationRequested; at++)
        {
            await WaveAsync(run, record, waves, at, token);
        }

        foreach (var (at, wave) in waves.Index())
        {
            foreach (var target in wave.Where(target => !run.Outcomes.ContainsKey(target.Name)))
            {
                run.Outcomes[target.Name] = new(target.Name, OutcomeState.NotBegun)
                {
                    Wave = at + 1,
                    From = run.VersionOf(target),
                };
            }
        }

        record?.End(run.Stopped, token.IsCancellationRequested);
        return new([.. status.Targets.Select(target => run.Outcomes[target.Target.Name])])
        {
            Stopped = run.Stopped,
            IsInterrupted = token.IsCancellationRequested,
        };
    }

    private async Task WaveAsync(
        Run run,
        FleetRecordWriter? record,
        IReadOnlyList<IReadOnlyList<FleetTarget>> waves,
        int at,
        CancellationToken token
    )
    {
        var isCanary = at == 0 && options.Waves.HasCanaries;
        progress?.Report(new FleetEvent.WaveStarted(at + 1, waves.Count, waves[at].Count, isCanary));
        try
        {
            await new ServerLimits(options.Parallel).ForEachAsync(
                waves[at],
                target => target,
                async target =>
                {
                    if (run.Stopped is null)
                    {
                        record?.Started(target.Name, at + 1);
                        End(run, record, await MigrateAsync(run, target, at + 1, token), isCanary);
                    }
                },
                token
            );
            if (run.Stopped is null && at < waves.Count - 1)
            {
                await BetweenAsync(run, at + 1, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // What was under way has said so.
        }
    }

    private async Task BetweenAsync(Run run, int wave, CancellationToken token)
    {
        if (options.Pause > TimeSpan.Zero)
        {
            progress?.Report(new FleetEvent.Pausing(options.Pause));
            await Task.Delay(options.Pause, time, token);
        }

        try
        {
            await (options.BetweenWaves?.Invoke(wave, token) ?? Task.CompletedTask);
        }
        catch (ProvisioningException error)
        {
            Stop(run, string.Create(CultureInfo.InvariantCulture, $"after wave {wave}: {error.Message.TrimEnd('.')}"));
        }
    }

    private async Task<FleetOutcome> MigrateAsync(Run run, FleetTarget target, int wave, CancellationToken token)
    {
        var started = time.GetTimestamp();
        var outcome = new FleetOutcome(target.Name, OutcomeState.Done) { Wave = wave, From = run.VersionOf(target) };
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var session = await target.Database.OpenAsync(token);
                var runner = new MigrationRunner(catalog, options.Runner(target), time);
                var plan = await runner.RunAsync(session, options.To, token);
                return outcome with
                {
                    // Another run may have been there first.
                    State = plan.Steps.Count > 0 ? OutcomeState.Done : OutcomeState.Nothing,
                    From = plan.From,
                    To = plan.To,
                    Steps = plan.Versions.Count(),
                    Duration = time.GetElapsedTime(started),
                    Tries = tries,
                };
            }
            // Whatever a driver or a migration throws is what came of this target, and no matter of the others.
#pragma warning disable CA1031
            catch (Exception) when (token.IsCancellationRequested)
            {
                return outcome with { State = OutcomeState.Interrupted, Duration = time.GetElapsedTime(started) };
            }
            catch (Exception error) when (Failures.MayPass(error) && tries < options.Tries)
            {
                if (!await WaitAsync(target, tries, error, token))
                {
                    return outcome with { State = OutcomeState.Interrupted, Duration = time.GetElapsedTime(started) };
                }
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                return outcome with
                {
                    State = OutcomeState.Failed,
                    Kind = Failures.KindOf(error),
                    Message =
                        error is ProvisioningException ? error.Message : $"{error.GetType().Name}: {error.Message}",
                    Duration = time.GetElapsedTime(started),
                    Tries = tries,
                };
            }
#pragma warning restore CA1031
        }
    }

    // False where the run was interrupted meanwhile.
    private async Task<bool> WaitAsync(FleetTarget target, int tries, Exception error, CancellationToken token)
    {
        // By lot, so that those that met do not meet again.
        var pause = options.FirstPause * Math.Pow(2, tries - 1) * (0.5 + (Random.Shared.NextDouble() / 2));
        progress?.Report(new FleetEvent.Retrying(target.Name, error.Message.Split('\n')[0], pause));
        try
        {
            await Task.Delay(pause, time, token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static FleetOutcome Known(TargetState state) =>
        state.Condition is TargetCondition.Current
            ? new(state.Target.Name, OutcomeState.Nothing) { From = state.Version, To = state.Version }
            : new(state.Target.Name, OutcomeState.Failed)
            {
                From = state.Version,
                To = state.Version,
                Kind = Failures.KindOf(state.Condition),
                Message = state.Problem?.Message,
            };

    private void End(Run run, FleetRecordWriter? record, FleetOutcome outcome, bool isCanary = false)
    {
        run.Outcomes[outcome.Name] = outcome;
        record?.Ended(outcome);
        progress?.Report(new FleetEvent.TargetEnded(outcome));
        if (outcome.State is not OutcomeState.Failed)
        {
            return;
        }

        var failures = Interlocked.Increment(ref run.Failures);
        if (isCanary)
        {
            Stop(run, $"the canary {outcome.Name} failed");
        }
        else if (failures > run.MaxFailures)
        {
            Stop(
                run,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{failures} {(failures == 1 ? "target" : "targets")} failed, and {run.MaxFailures} may"
                )
            );
        }
    }

    private void Stop(Run run, string reason)
    {
        if (Interlocked.CompareExchange(ref run.Stopped, reason, null) is null)
        {
            progress?.Report(new FleetEvent.Stopped(reason));
        }
    }

    private sealed class Run(FleetStatus status, int maxFailures)
    {
        // Changed by several threads.
        public int Failures;
        public string? Stopped;

        private readonly Dictionary<string, long?> _versions = status.Targets.ToDictionary(
            target => target.Target.Name,
            target => target.Version,
            StringComparer.Ordinal
        );

        public int MaxFailures => maxFailures;

        public ConcurrentDictionary<string, FleetOutcome> Outcomes { get; } = new(StringComparer.Ordinal);

        public long? VersionOf(FleetTarget target) => _versions.GetValueOrDefault(target.Name);
    }
}
