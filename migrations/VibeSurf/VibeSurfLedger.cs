using Provisioning.Databases;
using Provisioning.Ledger;

namespace Provisioning.Migrations.VibeSurf;

/// <summary>The versions that VibeSurf's own runner has applied to a file: <c>user_version</c> says it.</summary>
internal sealed class VibeSurfLedger : ForeignLedger
{
    private const int Newest = 8;

    public override string Name => "VibeSurf's own runner";

    public override async Task<IReadOnlyList<long>> ReadAsync(DatabaseSession session, CancellationToken token)
    {
        if (session.Database.Dialect.HasSchemas)
        {
            return [];
        }

        var version = (await session.QueryAsync("PRAGMA user_version", row => row.GetInt64(0), token))[0];
        // The models leave defaults to the application; the versions declare them.
        var fromModels = await session.QueryAsync(
            "SELECT 1 FROM pragma_table_info('tasks') WHERE name = 'status' AND dflt_value IS NULL",
            row => row.GetInt64(0),
            token
        );
        if (fromModels.Count > 0)
        {
            throw new ProvisioningException(
                $"{session.Database.Location} is a VibeSurf database whose tables were made from the application's "
                    + $"models, not by its migrations, and which has another structure "
                    + $"than any version (user_version is {version}). It was left as it is. Make a new file with "
                    + $"provision, and copy the rows over with the application's own export."
            );
        }

        return version <= Newest
            ? [.. Enumerable.Range(1, (int)version).Select(number => (long)number)]
            : throw new ProvisioningException(
                $"{session.Database.Location} is at VibeSurf's version {version}, and {Newest} is the newest known "
                    + $"here. It was left as it is. Use a newer provision."
            );
    }
}
