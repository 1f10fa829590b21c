using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>A database at a moment of a verification.</summary>
/// <param name="Structure">Its structure.</param>
/// <param name="Model">All its tables, a platform's among them.</param>
/// <param name="Tables">Their rows.</param>
internal sealed record VerifiedMoment(
    LiveStructure Structure,
    DatabaseModel Model,
    IReadOnlyDictionary<ObjectName, VerifiedTable> Tables
)
{
    /// <summary>Reads it.</summary>
    public static async Task<VerifiedMoment> ReadAsync(
        DatabaseSession session,
        VersionTable versions,
        HostingPlatform? platform,
        CancellationToken token
    )
    {
        var structure = await LiveStructure.ReadAsync(session, versions, platform, token);
        var model = await ModelAsync(session, versions, token);
        var tables = new Dictionary<ObjectName, VerifiedTable>();
        foreach (var table in model.Tables.Values)
        {
            tables[table.Name] = await VerifiedTable.ReadAsync(session, table, token);
        }

        return new(structure, model, tables);
    }

    /// <summary>The tables of a database without the ledger.</summary>
    public static async Task<DatabaseModel> ModelAsync(
        DatabaseSession session,
        VersionTable versions,
        CancellationToken token
    ) => (await session.InspectAsync(token)).WithoutLedger(versions, session.Database.Dialect);
}
