using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>The structure of a live database, to be compared with another.</summary>
/// <param name="Model">What operations describe.</param>
/// <param name="Beyond">What none describes.</param>
/// <param name="Lines">All of it, a line each.</param>
internal sealed record LiveStructure(
    DatabaseModel Model,
    UnmodelledStructure Beyond,
    IReadOnlyList<StructureLine> Lines
)
{
    /// <summary>Both, apart from the lines.</summary>
    public StructureModel Structure => new(Model, Beyond);

    /// <summary>Reads it, without the ledger and what a platform has put there.</summary>
    public static async Task<LiveStructure> ReadAsync(
        DatabaseSession session,
        VersionTable versions,
        HostingPlatform? platform,
        CancellationToken token
    )
    {
        var model = await session.InspectAsync(token);
        return Of(
            new(model, await session.InspectUnmodelledAsync(token)),
            session.Database.Dialect,
            versions,
            platform
        );
    }

    /// <summary>The same of what an inspector found.</summary>
    public static LiveStructure Of(
        StructureModel found,
        Dialect dialect,
        VersionTable versions,
        HostingPlatform? platform
    )
    {
        var schemas = platform?.Schemas ?? [];
        var model = found.Model.WithoutLedger(versions, dialect).Without(schemas);
        var beyond = found.Beyond.WithoutLedger(versions, dialect).Without(schemas);
        return new(
            model,
            beyond,
            [
                .. StructureLine.From(model, dialect),
                .. beyond
                    .Parts.Where(part => platform?.Objects.Contains(part.Of) is not true)
                    .Select(StructureLine.From),
            ]
        );
    }
}
