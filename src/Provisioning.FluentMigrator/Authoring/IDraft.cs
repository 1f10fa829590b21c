using Provisioning.Operations;

namespace Provisioning.Authoring;

/// <summary>What one chain of calls describes, complete once the migration has returned.</summary>
internal interface IDraft
{
    /// <summary>Tells what is missing or contradicts itself.</summary>
    void Check(Problems problems);

    /// <summary>The operations, in order. Called only where <see cref="Check"/> found no problem.</summary>
    IEnumerable<Operation> Operations();
}

/// <summary>A draft that was complete when it was added.</summary>
internal sealed class FinishedDraft(Operation operation) : IDraft
{
    public void Check(Problems problems)
    {
    }

    public IEnumerable<Operation> Operations() => [operation];
}

/// <summary>A draft of which it is known already that nothing can come.</summary>
internal sealed class FailedDraft(string problem) : IDraft
{
    public void Check(Problems problems) => problems.Add(problem);

    public IEnumerable<Operation> Operations() => [];
}
