using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Reads what a database records of its migrations together with the table of another tool that is kept in
/// step with it, where there is one: what that tool has applied counts as applied.</summary>
public static class InStepReader
{
    /// <summary>Reads both.</summary>
    /// <param name="session">The database.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="token">Cancels the operation.</param>
    public static Task<LedgerState> ReadAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        CancellationToken token
    ) => WithToolAsync(session, catalog, LedgerReader.ReadAsync, token);

    /// <summary>Reads what this role may read, for looking.</summary>
    /// <param name="session">The database.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="token">Cancels the operation.</param>
    public static Task<LedgerState> ReadAllowedAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        CancellationToken token
    ) => WithToolAsync(session, catalog, LedgerReader.ReadAllowedAsync, token);

    /// <summary>Reads what a run needs of both.</summary>
    internal static Task<LedgerState> ReadBrieflyAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        CancellationToken token
    ) => WithToolAsync(session, catalog, LedgerReader.ReadBrieflyAsync, token);

    private static async Task<LedgerState> WithToolAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        Func<DatabaseSession, VersionTable, CancellationToken, Task<LedgerState>> read,
        CancellationToken token
    )
    {
        var ledger = await read(session, catalog.VersionTable, token);
        LedgerSettings.Require(ledger, session.Database.Dialect, session.Database.Location);
        if (LedgerSettings.InStep(ledger) is not { } kept)
        {
            return ledger;
        }

        var tools = await PreviousTools.FindAsync(session, catalog.VersionTable, token);
        if (tools.Columns(kept.Tool, kept.Table) is not { } table)
        {
            var problem =
                $"{kept.Tool}'s table {kept.Table}, which is kept in step with the ledger, is not there any more. "
                + "`provision adopt --stop-keeping-in-step` ends it";
            return ledger with { InStep = kept with { Problems = [problem] } };
        }

        var histories = await tools.ReadAsync(session, token);
        var compared = new InStepKeys(kept, catalog).Compare(
            histories.First(history => history.Tool == kept.Tool && history.Table == kept.Table),
            ledger
        );
        return ledger.With(compared.Added, compared.Tool) with { InStep = compared with { Columns = table.Columns } };
    }
}
