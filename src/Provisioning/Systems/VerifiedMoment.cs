using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>A database at a moment of a verification.</summary>
/// <param name="Structure">Its structure.</param>
/// <param name="Model">All its tables, a platform's among them.</param>
/// <param name="Beyond">What no operation describes, as it was found.</param>
/// <param name="Tables">Their rows.</param>
internal sealed record VerifiedMoment(
    LiveStructure Structure,
    DatabaseModel Model,
    UnmodelledStructure Beyond,
    IReadOnlyDictionary<ObjectName, VerifiedTable> Tables
)
{
    /// <summary>Reads it. Tables that have the rows that they had a moment before are not read again.</summary>
    /// <param name="session">The database.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="platform">What a platform has put there; null for nothing.</param>
    /// <param name="earlier">A moment before; null for none.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<VerifiedMoment> ReadAsync(
        DatabaseSession session,
        VersionTable versions,
        HostingPlatform? platform,
        VerifiedMoment? earlier,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var found = await session.InspectAsync(token);
        var beyond = await session.InspectUnmodelledAsync(token);
        var model = found.WithoutLedger(versions, dialect);
        return new(
            LiveStructure.Of(new(found, beyond), dialect, versions, platform),
            model,
            beyond,
            await VerifiedTable.ReadAsync(session, [.. model.Tables.Values], earlier?.Tables, token)
        );
    }

    /// <summary>The same after rows were added.</summary>
    public async Task<VerifiedMoment> WithRowsAsync(DatabaseSession session, CancellationToken token) =>
        this with
        {
            Tables = await VerifiedTable.ReadAsync(session, [.. Model.Tables.Values], Tables, token),
        };

    /// <summary>The tables of a database without the ledger.</summary>
    public static async Task<DatabaseModel> ModelAsync(
        DatabaseSession session,
        VersionTable versions,
        CancellationToken token
    ) => (await session.InspectAsync(token)).WithoutLedger(versions, session.Database.Dialect);
}
