using Provisioning.Dialects;
using Provisioning.Ledger;

namespace Provisioning.Planning;

/// <summary>A record of the ledger that says what its migration describes now.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name.</param>
/// <param name="Was">The checksum of what was run.</param>
/// <param name="Now">The checksum of what it describes now.</param>
public sealed record AcceptedEdit(long Version, string Name, string Was, string Now)
{
    /// <summary>The edit of a migration.</summary>
    /// <exception cref="ProvisioningException">It describes what cannot be.</exception>
    internal static AcceptedEdit Of(VersionStatus edited, MigrationCatalog catalog, Dialect dialect, string connection)
    {
        var step = new PlannedStep(catalog.Find(edited.Version)!, Direction.Up);
        var described = MigrationModel.DescribeAlone(step, dialect, connection);
        var now = MigrationChecksum.Of(described.Operations);
        return new(edited.Version, step.Migration.Name, edited.Checksum!, now);
    }

    /// <summary>What the ledger notes of it.</summary>
    /// <param name="by">When it is accepted and by whom.</param>
    internal string Note(string by) => $"edit accepted {by}, checksum was {Was}";

    /// <summary>The statements that accept it. The statements that ran stay in the ledger.</summary>
    internal IEnumerable<SqlStatement> Record(LedgerWriter writer, string note) =>
        writer.Accepted(new(Version, Name, Now, []), note);
}
