using Provisioning.Databases;

namespace Provisioning.Ledger;

/// <summary>The versions that another tool has recorded in a database without a ledger of ours, so that a run continues
/// from there.</summary>
public abstract class ForeignLedger
{
    /// <summary>The tool, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The versions that it has applied; none where it was never there.</summary>
    /// <exception cref="ProvisioningException">Its records are not of a kind that a run can continue from.</exception>
    public abstract Task<IReadOnlyList<long>> ReadAsync(DatabaseSession session, CancellationToken token);
}
