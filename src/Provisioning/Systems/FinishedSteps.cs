using Provisioning.Execution;

namespace Provisioning.Systems;

/// <summary>Keeps what a run has finished, and passes its events on.</summary>
/// <param name="next">Receives the events; null for none.</param>
internal sealed class FinishedSteps(IProgress<RunEvent>? next) : IProgress<RunEvent>
{
    /// <summary>The steps that are done, in order.</summary>
    public List<RunEvent.Finished> All { get; } = [];

    /// <inheritdoc />
    public void Report(RunEvent value)
    {
        if (value is RunEvent.Finished finished)
        {
            All.Add(finished);
        }

        next?.Report(value);
    }
}
