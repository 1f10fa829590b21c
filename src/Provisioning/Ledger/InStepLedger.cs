using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>The table of another tool that is kept in step with ours: what is applied here gets the row there that the
/// tool would write, in the same transaction, and what the tool has applied counts here.</summary>
/// <param name="Tool">The tool, for people.</param>
/// <param name="Table">Its table.</param>
public sealed record InStepLedger(string Tool, ObjectName Table)
{
    /// <summary>What the tool had recorded when it began and that is no migration here.</summary>
    public ValueList<string> Before { get; init; } = [];

    /// <summary>The versions that were applied here when it began, and that have no row there.</summary>
    public ValueList<long> Without { get; init; } = [];

    /// <summary>Whether a number of the tool is the version here.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>What the tool knows each version by that it has applied.</summary>
    public IReadOnlyDictionary<long, string> Keys { get; init; } = new Dictionary<long, string>();

    /// <summary>The versions that the tool has applied since, lowest first.</summary>
    public ValueList<long> Added { get; init; } = [];

    /// <summary>The versions that are applied here and not there, lowest first.</summary>
    public ValueList<long> Lacking { get; init; } = [];

    /// <summary>What prevents a run, a sentence each without its full stop.</summary>
    public ValueList<string> Problems { get; init; } = [];

    /// <summary>The columns of its table.</summary>
    internal ValueList<string> Columns { get; init; } = [];
}
