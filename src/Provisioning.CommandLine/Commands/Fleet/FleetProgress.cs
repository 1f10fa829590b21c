using System.Globalization;
using Provisioning.CommandLine.Output;
using Provisioning.Fleets.Runs;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>Reports a run over a fleet on standard error, a line for each target that was worked on.</summary>
internal sealed class FleetProgress : IProgress<FleetEvent>
{
    private readonly Lock _gate = new();

    /// <inheritdoc />
    public void Report(FleetEvent value)
    {
        // Several targets end at once.
        lock (_gate)
        {
            switch (value)
            {
                case FleetEvent.WaveStarted wave:
                    Terminal.Note(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"wave {wave.Number} of {wave.Of}: {Format.Count(wave.Targets, "target")}"
                                + $"{(wave.IsCanary ? ", the canaries" : "")}"
                        )
                    );
                    break;
                case FleetEvent.TargetEnded { Outcome: { Wave: > 0 } outcome }:
                    Terminal.Note($"{Word(outcome), -5} {outcome.Name}  {Detail(outcome)}");
                    break;
                case FleetEvent.Retrying retrying:
                    Terminal.Note(
                        $"retry {retrying.Name}  in {RunProgress.Milliseconds(retrying.Pause)}: {retrying.Reason}"
                    );
                    break;
                case FleetEvent.Pausing pausing:
                    Terminal.Note($"waiting for {Format.Duration(pausing.Pause)}");
                    break;
                case FleetEvent.Stopped stopped:
                    Terminal.Note($"warning: no more targets are begun: {stopped.Reason}");
                    break;
            }
        }
    }

    private static string Word(FleetOutcome outcome) =>
        outcome.State switch
        {
            OutcomeState.Done or OutcomeState.Nothing => "done",
            OutcomeState.Failed => "fail",
            _ => "stop",
        };

    private static string Detail(FleetOutcome outcome) =>
        outcome.State switch
        {
            OutcomeState.Done => string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.From} to {outcome.To}  {RunProgress.Milliseconds(outcome.Duration)}"
            ),
            OutcomeState.Nothing => "nothing to do",
            OutcomeState.Failed => outcome.Message!.Split('\n')[0],
            _ => "interrupted, rolled back",
        };
}
