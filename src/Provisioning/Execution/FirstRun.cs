using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Ledger;

namespace Provisioning.Execution;

/// <summary>Looks whether others have made a database that has no ledger of ours.</summary>
internal static class FirstRun
{
    /// <summary>Reports it: before the run where tools have recorded their migrations, after its failure where there
    /// are tables that no tool is known of. That it cannot be found out is no matter of the run.</summary>
    public static async Task LookAsync(
        DatabaseSession session,
        VersionTable versions,
        bool hasFailed,
        RunTrace trace,
        CancellationToken token
    )
    {
        try
        {
            var tools = await PreviousTools.FindAsync(session, versions, token);
            if (tools is { HasTables: true, HasOwn: false } && tools.Found.Any() != hasFailed)
            {
                trace.Report(new RunEvent.Unadopted([.. tools.Found]));
            }
        }
        catch (ProvisioningException)
        {
            // The run itself says what is wrong with the database.
        }
    }
}
