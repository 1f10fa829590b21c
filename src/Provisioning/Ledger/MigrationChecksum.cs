using Provisioning.Operations;

namespace Provisioning.Ledger;

/// <summary>The checksum of a migration as the ledger keeps it: of what it describes, not of the SQL that an engine
/// and a release make of it.</summary>
/// <remarks>Its form is <c>2:</c> and SHA-256 in hexadecimal. What version 0.1.0 recorded has no prefix: it is
/// <see cref="LedgerWriter.Checksum"/>, of the SQL.</remarks>
public static class MigrationChecksum
{
    private const string Prefix = "2:";

    // Kept with its buffer: a run takes the checksum of each migration.
    [ThreadStatic]
    private static CanonicalForm? _form;

    /// <summary>The checksum of the operations.</summary>
    public static string Of(IEnumerable<Operation> operations)
    {
        var hash = new Sha256();
        var form = _form ??= new();
        foreach (var operation in operations)
        {
            hash.Append(form.Of(operation));
            hash.Append([0]);
        }

        return Prefix + hash.Digest();
    }

    /// <summary>Whether a recorded checksum is one of SQL, as version 0.1.0 kept it.</summary>
    public static bool IsOfSql(string checksum) => !checksum.Contains(':', StringComparison.Ordinal);
}
