using System.Runtime.ExceptionServices;
using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Exceptions;
using FluentMigrator.Runner.Processors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning.Authoring.Collecting;
using Provisioning.Ledger;
using Provisioning.Planning;
using Direction = Provisioning.Planning.Direction;
using RunnerOptions = FluentMigrator.Runner.Initialization.RunnerOptions;

namespace Provisioning.Authoring.Hosting;

/// <summary>Applies migrations and takes them back through our engine: one run at a time, each migration in one
/// transaction with its ledger rows.</summary>
internal sealed class EngineRunner(
    RunnerSession database,
    RunnerEngine engine,
    RunnerMigrations migrations,
    MigrationScopeHandler scopes,
    EngineProcessor processor,
    IOptions<RunnerOptions> options,
    IOptionsSnapshot<ProcessorOptions> preview,
    ILogger<MigrationRunner> log
) : IMigrationRunner
{
    private readonly RunnerLog _log = new(log);

    public IMigrationProcessor Processor => processor;

    public IMigrationInformationLoader MigrationLoader => migrations;

    private VersionTable VersionTable => migrations.Catalog.VersionTable;

    public IMigrationScope BeginScope() => scopes.BeginScope();

    public void Up(IMigration migration) => Run(Only(migration, Direction.Up), new MigrationTarget.Up());

    public void Down(IMigration migration) => Run(Only(migration, Direction.Down), new MigrationTarget.Up());

    public void MigrateUp() => Run(migrations.Required, new MigrationTarget.Up());

    public void MigrateUp(long version) => Run(migrations.Required, new MigrationTarget.Up(Nearest(version)));

    public void MigrateDown(long version) => Run(migrations.Required, new MigrationTarget.DownTo(Nearest(version)));

    public void Rollback(int steps) => Run(WithoutProfile(), new MigrationTarget.DownBy(steps));

    public void RollbackToVersion(long version) => Run(WithoutProfile(), new MigrationTarget.DownTo(Nearest(version)));

    public bool HasMigrationsToApplyUp(long? version = null) =>
        Plan(new MigrationTarget.Up(version is { } last ? Nearest(last) : null)).Versions.Any();

    public bool HasMigrationsToApplyDown(long version) =>
        Plan(new MigrationTarget.DownTo(Nearest(version))).Versions.Any();

    public bool HasMigrationsToApplyRollback() => Ledger().Applied.Count > 0;

    public bool LoadVersionInfoIfRequired() => EngineVersionLoader.Complete(database, VersionTable);

    public void ListMigrations() => _log.List(MigrationStatus.Of(migrations.Required, Ledger()));

    public void ValidateVersionOrder()
    {
        var current = Ledger().Current;
        var late = Plan(new MigrationTarget.Up())
            .Versions.Select(step => step.Migration)
            .OfType<MigrationClassSource>()
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
        if (options.Value.NoConnection || preview.Value.PreviewOnly)
        {
            Preview(catalog, target);
        }
        else
        {
            var runner = new Execution.MigrationRunner(catalog, Options(), TimeProvider.System, _log);
            try
            {
                database.Run(session => runner.RunAsync(session, target, CancellationToken.None));
            }
            catch (MigrationCodeException error) when (error.InnerException is { } cause)
            {
                // A program sees what its migration threw, as it does with FluentMigrator's own runner.
                ExceptionDispatchInfo.Throw(cause);
            }
        }
    }

    private Execution.RunnerOptions Options() =>
        new()
        {
            // As FluentMigrator has it; its interfaces have no way to allow what would be refused.
            History = HistoryOptions.Unchecked,
            AllowBreaking = options.Value.AllowBreakingChange,
            SingleTransaction = options.Value.TransactionPerSession,
        };

    private void Preview(MigrationCatalog catalog, MigrationTarget target)
    {
        var dialect = engine.Dialect;
        var writer = new LedgerWriter(
            dialect,
            catalog.VersionTable,
            Environment.UserName,
            Execution.MigrationRunner.ToolVersion
        );
        var (ledger, before) = options.Value.NoConnection
            ? (
                catalog.LedgerAt(options.Value.StartVersion, dialect),
                MigrationModel.Fold(catalog, options.Value.StartVersion, dialect)
            )
            : database.Run(async session =>
                (
                    await LedgerReader.ReadAsync(session, catalog.VersionTable, CancellationToken.None),
                    await session.InspectAsync(CancellationToken.None)
                )
            );
        var steps = MigrationModel.Render(
            Planner.Plan(catalog, ledger, target).Steps,
            dialect,
            before.WithLedger(ledger, dialect)
        );
        _log.Preview(Script.Write(steps, ledger, writer, dialect));
    }

    private MigrationPlan Plan(MigrationTarget target) => Planner.Plan(WithoutProfile(), Ledger(), target);

    private LedgerState Ledger() =>
        database.Run(session => LedgerReader.ReadAsync(session, VersionTable, CancellationToken.None));

    private MigrationCatalog WithoutProfile() =>
        migrations.Required.Select(migrations.Required.Selection with { Profile = null });

    // The version need not be one that a migration has.
    private long Nearest(long version) =>
        migrations.Required.Migrations.LastOrDefault(migration => migration.Version <= version)?.Version ?? 0;

    private MigrationCatalog Only(IMigration migration, Direction direction) =>
        new([])
        {
            Maintenance =
            [
                new(MaintenanceStage.BeforeAll, new GivenMigration(migration, direction, migrations.Describer)),
            ],
            VersionTable = VersionTable,
        };
}
