using Provisioning.Operations;

namespace Provisioning.Execution;

/// <summary>What one statement takes from one table.</summary>
/// <param name="Loss">What goes.</param>
/// <param name="From">What follows FROM and selects the rows; empty for all of the table, null where it is not
/// known.</param>
internal sealed record StatementLoss(DataLoss Loss, string? From)
{
    /// <summary>The columns that get other values; null where any may, empty where none that others
    /// follow do.</summary>
    public IReadOnlyList<string>? Sets { get; init; }

    /// <summary>Whether rows are written one by one, which TRUNCATE and a conversion do not.</summary>
    public bool IsByRow => From is not "" && Sets is not { Count: 0 };

    /// <summary>Whether rows that are in the way of others go, which are not known.</summary>
    public bool IsReplacing { get; init; }
}
