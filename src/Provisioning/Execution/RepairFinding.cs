using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>A version whose record a person has to decide about.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name, or what the ledger calls it.</param>
/// <param name="State">Edited, interrupted or unknown.</param>
/// <param name="Choices">What can be done about it.</param>
public sealed record RepairFinding(long Version, string Name, VersionState State, IReadOnlyList<RepairChoice> Choices)
{
    /// <summary>Of an interrupted one: whether its rollback is what stopped.</summary>
    public bool IsRollingBack { get; init; }

    /// <summary>Of an interrupted one: how many of its statements are done.</summary>
    public int StatementsDone { get; init; }

    /// <summary>Of an interrupted one: how many statements it has.</summary>
    public int StatementsTotal { get; init; }

    /// <summary>The statement that it stopped at; null where that is not known.</summary>
    public string? Statement { get; init; }

    /// <summary>Why it stopped, or why an edited one describes nothing any more; null where that is not
    /// known.</summary>
    public string? Error { get; init; }

    /// <summary>The run that works on the database now, for people; null for none. What is interrupted may be what it
    /// works on.</summary>
    public string? Running { get; init; }

    /// <summary>How an edited one was edited; null for any other.</summary>
    public EditedMigration? Edit { get; init; }
}

/// <summary>What can be done about a version.</summary>
/// <param name="Action">What.</param>
/// <param name="Consequence">What it does and what it leaves, as the end of the sentence "This …".</param>
public sealed record RepairChoice(RepairAction Action, string Consequence)
{
    /// <summary>Why it cannot be done, as a sentence without its full stop; null where it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>The data that it drops or deletes.</summary>
    public ValueList<DataLoss> Losses { get; init; } = [];
}

/// <summary>A person's decision about a version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Action">What is to be done.</param>
public sealed record RepairDecision(long Version, RepairAction Action);

/// <summary>What can be done about a version's record.</summary>
public enum RepairAction
{
    /// <summary>The ledger says what the edited migration describes now; nothing runs.</summary>
    AcceptEdit,

    /// <summary>The ledger says that the version is applied; nothing runs.</summary>
    MarkApplied,

    /// <summary>The ledger says that the version is not applied; nothing runs, and what it made stays.</summary>
    MarkPending,

    /// <summary>What an interrupted migration has made is undone; the ledger then says that it is not
    /// applied.</summary>
    CleanUp,
}
