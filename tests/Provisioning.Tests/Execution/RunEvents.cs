using Provisioning.Execution;

namespace Provisioning.Tests.Execution;

/// <summary>The events of a run.</summary>
internal sealed class RunEvents(Action<RunEvent>? heard = null) : IProgress<RunEvent>
{
    /// <summary>All of them, in order.</summary>
    public List<RunEvent> All { get; } = [];

    /// <summary>Their kinds, in order.</summary>
    public IEnumerable<string> Kinds => All.Select(value => value.GetType().Name);

    public void Report(RunEvent value)
    {
        All.Add(value);
        heard?.Invoke(value);
    }
}
