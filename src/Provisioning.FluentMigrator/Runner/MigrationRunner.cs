using FluentMigrator.Runner.Exceptions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning.Authoring;
using Provisioning.Ledger;
using Provisioning.Planning;
using Engine = Provisioning.Execution;

namespace FluentMigrator.Runner;

/// <summary>Applies migrations and takes them back through our engine: one run at a time, each migration in one transaction with its ledger rows.</summary>
internal sealed class MigrationRunner(
    RunnerSession database,
    RunnerMigrations migrations,
    RunnerScope scope,
    IMigrationProcessor processor,
    IOptions<RunnerOptions> options,
    IOptionsSnapshot<ProcessorOptions> preview,
    IOptions<FluentMigratorLoggerOptions> logging,
    ILogger<MigrationRunner> log) : IMigrationRunner
{
    private readonly RunnerLog _log = new(log, logging.Value);

    public IMigrationProcessor Processor => processor;

    public IMigrationInformationLoader MigrationLoader => migrations;

    public IMigrationScope? CurrentScope => scope.Current;

    private VersionTable VersionTable => migrations.Catalog.VersionTable;

    public IMigrationScope BeginScope() => scope.Begin();

    public void Up(IMigration migration) => Run(Only(migration, Direction.Up), new MigrationTarget.Up());

    public void Down(IMigration migration) => Run(Only(migration, Direction.Down), new MigrationTarget.Up());

    public void MigrateUp() => Run(migrations.Required, new MigrationTarget.Up());

    public void MigrateUp(long version) => Run(migrations.Required, new MigrationTarget.Up(Nearest(version)));

    public void MigrateDown(long version) => Run(migrations.Required, new MigrationTarget.DownTo(Nearest(version)));

    public void Rollback(int steps) => Run(migrations.Required, new MigrationTarget.DownBy(steps));

    public void RollbackToVersion(long version) => Run(WithoutProfile(), new MigrationTarget.DownTo(Nearest(version)));

    public bool HasMigrationsToApplyUp(long? version = null) =>
        Plan(new MigrationTarget.Up(version is { } last ? Nearest(last) : null)).Versions.Any();

    public bool HasMigrationsToApplyDown(long version) => Plan(new MigrationTarget.DownTo(Nearest(version))).Versions.Any();

    public bool HasMigrationsToApplyRollback() => Ledger().Applied.Count > 0;

    public bool LoadVersionInfoIfRequired() => VersionLoader.Complete(database, VersionTable);

    public void ListMigrations() => _log.List(MigrationStatus.Of(migrations.Required, Ledger()));

    public void ValidateVersionOrder()
    {
        var current = Ledger().Current;
        var late = Plan(new MigrationTarget.Up()).Versions.Select(step => step.Migration).OfType<MigrationClassSource>()
            .Where(migration => migration.Version < current)
            .Select(migration => KeyValuePair.Create(migration.Version, migration.Info))
            .ToArray();
        if (late.Length > 0)
        {
            throw new VersionOrderInvalidException(late);
        }
    }

    private void Run(MigrationCatalog catalog, MigrationTarget target)
    {
        try
        {
            if (options.Value.NoConnection || preview.Value.PreviewOnly)
            {
                Preview(catalog, target);
            }
            else
            {
                var runner = new Engine.MigrationRunner(catalog, Options(), TimeProvider.System, _log);
                database.Run(session => runner.RunAsync(session, target, CancellationToken.None));
            }
        }
        catch (MigrationInvalidException error)
        {
            throw new InvalidMigrationException(error.Message, error);
        }
    }

    private Engine.RunnerOptions Options() => new()
    {
        AllowBreaking = options.Value.AllowBreakingChange,
        SingleTransaction = options.Value.TransactionPerSession,
    };

    private void Preview(MigrationCatalog catalog, MigrationTarget target)
    {
        var dialect = database.Engine.Dialect;
        var writer = new LedgerWriter(dialect, catalog.VersionTable, Environment.UserName, Engine.MigrationRunner.ToolVersion);
        var (ledger, before) = options.Value.NoConnection
            ? (catalog.LedgerAt(options.Value.StartVersion, dialect), MigrationModel.Fold(catalog, options.Value.StartVersion, dialect))
            : database.Run(async session =>
                (await LedgerReader.ReadAsync(session, catalog.VersionTable, CancellationToken.None), await session.InspectAsync(CancellationToken.None)));
        _log.Preview(Script.Write(MigrationModel.Render(Planner.Plan(catalog, ledger, target).Steps, dialect, before), ledger, writer, dialect));
    }

    private MigrationPlan Plan(MigrationTarget target) => Planner.Plan(WithoutProfile(), Ledger(), target);

    private LedgerState Ledger() => database.Run(session => LedgerReader.ReadAsync(session, VersionTable, CancellationToken.None));

    private MigrationCatalog WithoutProfile() => migrations.Required.Select(migrations.Required.Selection with { Profile = null });

    // Nobody has to name a version that exists.
    private long Nearest(long version) => migrations.Required.Migrations.LastOrDefault(migration => migration.Version <= version)?.Version ?? 0;

    private MigrationCatalog Only(IMigration migration, Direction direction) => new([])
    {
        Maintenance = [new(MaintenanceStage.BeforeAll, new GivenMigration(migration, direction))],
        VersionTable = VersionTable,
    };
}
