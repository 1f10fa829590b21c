using Provisioning.Databases;

namespace Provisioning.Ledger;

/// <summary>What another tool remembers of a database that has no ledger of ours yet, so that we go on from there.</summary>
public abstract class ForeignLedger
{
    /// <summary>The tool, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The versions that it has applied; none where it was never there.</summary>
    /// <exception cref="ProvisioningException">It was there, and what it left cannot be gone on from.</exception>
    public abstract Task<IReadOnlyList<long>> ReadAsync(DatabaseSession session, CancellationToken token);
}
