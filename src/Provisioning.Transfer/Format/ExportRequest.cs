using Provisioning.Ledger;
using Provisioning.Systems;
using Provisioning.Transfer.Subsets;

namespace Provisioning.Transfer.Format;

/// <summary>What an export is to have in it.</summary>
/// <param name="Profile">What the system calls secret.</param>
/// <param name="Versions">What the table of applied versions is called; it is not exported.</param>
public sealed record ExportRequest(BackupProfile Profile, VersionTable Versions)
{
    /// <summary>Whether to leave out the rows of the profile's secret tables and to replace the values of its secret
    /// columns. A table or a column of these that does not exist is an error: a slip in a name would let a secret
    /// out.</summary>
    public bool WithoutSecrets { get; init; }

    /// <summary>What the values of rows go through; null for nothing.</summary>
    public RowMask? Mask { get; init; }

    /// <summary>Which rows; null, the default, for all.</summary>
    public SubsetRequest? Subset { get; init; }

    /// <summary>Looks at the files once all are there, outside the transaction that has read the rows. Where it throws
    /// or is stopped, the files are removed again. Null, the default, for nothing.</summary>
    public Func<ExportManifest, CancellationToken, Task>? Look { get; init; }
}
