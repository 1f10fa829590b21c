using FluentMigrator.Runner;
using FluentMigrator.Runner.Versioning;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Authoring.Collecting;
using Provisioning.Ledger;
using Provisioning.Operations;

namespace Provisioning.Authoring.Hosting;

/// <summary>Reads and writes the table of applied versions, and keeps our ledger in step with it.</summary>
internal sealed class EngineVersionLoader(
    RunnerSession database,
    RunnerMigrations migrations,
    IServiceProvider services
) : IVersionLoader
{
    public bool AlreadyCreatedVersionSchema => !Ledger().IsSchemaMissing;

    public bool AlreadyCreatedVersionTable => Ledger().HasVersionTable;

    public IVersionTableMetaData VersionTableMetaData => migrations.VersionTable;

    public IMigrationRunner Runner
    {
        get => field ??= services.GetRequiredService<IMigrationRunner>();
        set;
    }

    public IVersionInfo VersionInfo
    {
        get => field ??= MigrationClassSource.Applied(Ledger());
        set;
    }

    private VersionTable Table => migrations.Catalog.VersionTable;

    private LedgerWriter Writer =>
        new(database.Database.Dialect, Table, Environment.UserName, Execution.MigrationRunner.ToolVersion);

    public IVersionTableMetaData GetVersionTableMetaData() => VersionTableMetaData;

    public void LoadVersionInfo()
    {
        Complete(database, Table);
        VersionInfo = null!;
    }

    public void UpdateVersionInfo(long version) => UpdateVersionInfo(version, null);

    public void UpdateVersionInfo(long version, string? description)
    {
        var row = Writer.VersionRow(version, description ?? migrations.Catalog.Find(version)?.Name ?? "");
        database.Run(async session =>
        {
            await session.ExecuteAsync([row], CancellationToken.None);
            return true;
        });
        VersionInfo.AddAppliedMigration(version);
    }

    public void DeleteVersion(long version)
    {
        var ledger = Ledger();
        database.Run(async session =>
        {
            await session.ExecuteAsync([.. Writer.Forgotten(version, ledger.HasLedger)], CancellationToken.None);
            return true;
        });
        VersionInfo = null!;
    }

    public void RemoveVersionTable()
    {
        var dialect = database.Database.Dialect;
        var drops = Table.OwnOn(dialect).Select(table => new DropTable(table, IfExists: true));
        database.Run(async session =>
        {
            await session.ExecuteAsync([.. drops.SelectMany(dialect.Plain.Render)], CancellationToken.None);
            return true;
        });
        VersionInfo = null!;
    }

    /// <summary>Makes what is missing of the tables. Returns whether anything was.</summary>
    internal static bool Complete(RunnerSession database, VersionTable table) =>
        database.Run(async session =>
        {
            var ledger = await LedgerReader.ReadAsync(session, table, CancellationToken.None);
            var missing = LedgerTables.Missing(ledger, session.Database.Dialect).ToArray();
            await session.ExecuteAsync(missing, CancellationToken.None);
            return missing.Length > 0;
        });

    private LedgerState Ledger() =>
        database.Run(session => LedgerReader.ReadAsync(session, Table, CancellationToken.None));
}
