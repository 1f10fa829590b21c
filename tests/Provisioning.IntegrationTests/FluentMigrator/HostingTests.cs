using FluentMigrator;
using FluentMigrator.Exceptions;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Exceptions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning.Engines;
using Provisioning.IntegrationTests.FluentMigrator.Hosted;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.FluentMigrator;

/// <summary>Programs that host a runner the way FluentMigrator's users do.</summary>
public sealed class HostingTests(PostgreSqlServer server)
{
    private const string Versions = """SELECT "version_number", "Description" FROM "history" ORDER BY 1""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_program_migrates_up_and_down_and_up_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();

        var before = runner.HasMigrationsToApplyUp();
        runner.MigrateUp(2);
        var applied = await database.RowsAsync(Versions, Token);
        var currency = await database.RowsAsync("SELECT currency FROM prices", Token);
        runner.MigrateDown(1);
        var down = await database.RowsAsync(Versions, Token);
        runner.Rollback(1);
        runner.MigrateUp(2);

        Assert.True(before);
        Assert.Equal(["1|CreatesPrices", "2|adds taxes"], applied);
        Assert.Equal(["CHF"], currency);
        Assert.Equal(["1|CreatesPrices"], down);
        Assert.Equal(applied, await database.RowsAsync(Versions, Token));
        Assert.False(runner.HasMigrationsToApplyUp(2));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_breaking_migration_runs_only_where_it_is_allowed_and_a_constraint_keeps_one_out(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var careful = Services(database);
        await using var bold = Services(database, services =>
            services.Configure<RunnerOptions>(options => options.AllowBreakingChange = true)
        );

        await using (var scope = careful.CreateAsyncScope())
        {
            Assert.Throws<ProvisioningException>(() =>
                scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp()
            );
        }

        await using (var scope = bold.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
        }

        var without = await database.RowsAsync(Versions, Token);
        await using (var scope = bold.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
        }

        Assert.Equal(["1|CreatesPrices", "2|adds taxes", "3|DropsCurrency"], without);
        Assert.Equal([.. without, "4|OnlyBehindTheFirst"], await database.RowsAsync(Versions, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_rollback_runs_no_profile_and_going_down_to_a_version_does(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var plain = Services(database);
        await using var demo = Services(database, services =>
            services.Configure<RunnerOptions>(options => options.Profile = "demo")
        );

        Runner(plain).MigrateUp(2);
        Runner(demo).Rollback(1);
        Runner(demo).RollbackToVersion(1);
        var rolledBack = await database.TablesAsync(Token);
        Runner(demo).MigrateDown(0);

        Assert.DoesNotContain("demo", rolledBack);
        Assert.Contains("demo", await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Without_the_call_the_runner_is_FluentMigrators_own_and_goes_on_where_ours_stopped(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var ours = Services(database);
        await using var own = Configured(Driver(database), runner => Add(runner, engine), "Hosted", isOurs: false)
            .BuildServiceProvider();

        Runner(ours).MigrateUp(1);
        Runner(own).MigrateUp(2);
        Runner(ours).MigrateDown(1);

        Assert.IsType<MigrationRunner>(Runner(own));
        Assert.Equal(["1|CreatesPrices"], await database.RowsAsync(Versions, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task One_transaction_for_a_session_leaves_nothing_of_a_run_that_fails(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var each = Failing(database, isSession: false);
        await using var session = Failing(database, isSession: true);

        Assert.ThrowsAny<ProvisioningException>(() => Runner(session).MigrateUp());
        var none = await database.TablesAsync(Token);
        Assert.ThrowsAny<ProvisioningException>(() => Runner(each).MigrateUp());

        Assert.Empty(none);
        Assert.Contains("works", await database.TablesAsync(Token));
        Assert.Equal(["1"], await database.RowsAsync("""SELECT "Version" FROM "VersionInfo" """, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_may_alter_the_table_of_applied_versions(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var services = Default(database, "Ledger").BuildServiceProvider();

        Runner(services).MigrateUp();

        Assert.Equal(["1", "2"], await database.RowsAsync("""SELECT "Version" FROM "VersionInfo" ORDER BY 1""", Token));
        Assert.Contains("later", await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_preview_logs_the_SQL_and_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var log = new RecordingLog();
        await using var services = Services(database, s =>
            s.AddLogging(l => l.AddProvider(log)).ConfigureRunner(runner => runner.AsGlobalPreview())
        );

        Runner(services).MigrateUp(2);

        Assert.Contains("CREATE TABLE", log.Text, StringComparison.Ordinal);
        Assert.Contains("INSERT INTO", log.Text, StringComparison.Ordinal);
        Assert.Empty(await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_scope_that_is_not_completed_takes_back_what_was_done_in_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var services = Services(database);
        var runner = Runner(services);

        using (runner.BeginScope())
        {
            runner.Up(new AddsTaxes());
            Assert.True(runner.Processor.TableExists(null, "taxes"));
        }

        var undone = await database.TablesAsync(Token);
        using (var scope = runner.BeginScope())
        {
            runner.Up(new AddsTaxes());
            scope.Complete();
        }

        Assert.Empty(undone);
        Assert.Contains("taxes", await database.TablesAsync(Token));
        runner.Down(new AddsTaxes());
        Assert.DoesNotContain("taxes", await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_processor_runs_SQL_and_reads(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var processor = scope.ServiceProvider.GetRequiredService<IMigrationProcessor>();

        processor.Execute("CREATE TABLE notes (id integer); INSERT INTO notes VALUES (1)");
        processor.BeginTransaction();
        processor.Execute("INSERT INTO notes VALUES ({0})", 2);
        processor.RollbackTransaction();

        Assert.True(processor.Exists("SELECT 1 FROM notes WHERE id = {0}", 1));
        Assert.False(processor.Exists("SELECT 1 FROM notes WHERE id = {0}", 2));
        Assert.Equal(1, processor.ReadTableData(null, "notes").Tables[0].Rows.Count);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_version_loader_records_and_forgets(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var loader = scope.ServiceProvider.GetRequiredService<IVersionLoader>();
        var runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();

        loader.LoadVersionInfo();
        loader.UpdateVersionInfo(2);
        var late = Assert.Throws<VersionOrderInvalidException>(runner.ValidateVersionOrder);
        loader.DeleteVersion(2);

        Assert.Equal(1, Assert.Single(late.InvalidMigrations).Key);
        Assert.False(loader.VersionInfo.HasAppliedMigration(2));
        loader.RemoveVersionTable();
        Assert.Empty(await database.TablesAsync(Token));
    }

    [Fact]
    public async Task Where_several_engines_were_added_one_is_selected()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await using var undecided = Services(database, services =>
            services.ConfigureRunner(runner => runner.AddPostgres().AddSQLite())
        );
        await using var decided = Services(database, services =>
            services
                .ConfigureRunner(runner => runner.AddPostgres().AddSQLite())
                .Configure<SelectingProcessorAccessorOptions>(options =>
                    options.ProcessorId = ProcessorIdConstants.SQLite
                )
        );

        Assert.Throws<ProcessorFactoryNotFoundException>(() => Runner(undecided).HasMigrationsToApplyUp());
        Assert.True(Runner(decided).HasMigrationsToApplyUp());
    }

    [Fact]
    public void A_database_in_memory_lasts_as_long_as_the_services()
    {
        using var services = Configured("Data Source=:memory:", runner => runner.AddSQLite(), "Hosted")
            .BuildServiceProvider();
        var runner = Runner(services);

        runner.MigrateUp(2);

        Assert.True(runner.Processor.TableExists(null, "taxes"));
        Assert.False(runner.HasMigrationsToApplyUp(2));
    }

    [Fact]
    public void Strict_tables_hold_each_column_to_its_type()
    {
        using var services = Configured(
                "Data Source=:memory:",
                runner => runner.AddSQLite(useStrictTables: true),
                "Hosted"
            )
            .BuildServiceProvider();
        var runner = Runner(services);

        runner.MigrateUp(2);

        Assert.True(runner.Processor.Exists("SELECT 1 FROM pragma_table_list WHERE name = 'taxes' AND strict = 1"));
        Assert.ThrowsAny<ProvisioningException>(() =>
            runner.Processor.Execute("INSERT INTO taxes (id) VALUES ('one')")
        );
    }

    [Fact]
    public void Without_a_connection_the_SQL_is_logged()
    {
        using var log = new RecordingLog();
        using var services = Configured(
                "",
                runner => runner.AddPostgres().WithGlobalConnectionString("Host=nowhere;Database=none"),
                "Hosted"
            )
            .AddLogging(logging => logging.AddProvider(log))
            .Configure<RunnerOptions>(options => (options.NoConnection, options.StartVersion) = (true, 1))
            .BuildServiceProvider();

        Runner(services).MigrateUp(2);

        Assert.Contains("""CREATE TABLE "public"."taxes" """.Trim(), log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"prices\"", log.Text, StringComparison.Ordinal);
    }

    private static IMigrationRunnerBuilder Add(IMigrationRunnerBuilder runner, Engine engine) =>
        engine is Engine.PostgreSql ? runner.AddPostgres() : runner.AddSQLite();

    private static string Driver(TestDatabase database) => DatabaseUrl.Parse(database.Url).ConnectionString;

    private static IMigrationRunner Runner(IServiceProvider services) =>
        services
            .GetRequiredService<IServiceScopeFactory>()
            .CreateScope()
            .ServiceProvider.GetRequiredService<IMigrationRunner>();

    private static ServiceProvider Services(TestDatabase database, Action<IServiceCollection>? more = null)
    {
        var services = Configured(database.Url, runner => Add(runner, database.Engine), "Hosted");
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private static ServiceProvider Failing(TestDatabase database, bool isSession) =>
        Default(database, "Failing")
            .Configure<RunnerOptions>(options => options.TransactionPerSession = isSession)
            .BuildServiceProvider();

    // The names that FluentMigrator has by default, where the assembly has others.
    private static IServiceCollection Default(TestDatabase database, string set) =>
        Configured(database.Url, runner => Add(runner, database.Engine), set)
            .ConfigureRunner(runner =>
                runner.WithVersionTable(
                    new DefaultVersionTableMetaData(new DefaultConventionSet(), Options.Create(new RunnerOptions()))
                )
            );

    private static IServiceCollection Configured(
        string connection,
        Action<IMigrationRunnerBuilder> engine,
        string set,
        bool isOurs = true
    ) =>
        new ServiceCollection()
            .AddSingleton(new Settings { Currency = "CHF" })
            .AddFluentMigratorCore()
            .ConfigureRunner(engine)
            .ConfigureRunner(runner =>
                runner.WithGlobalConnectionString(connection).ScanIn(typeof(HostingTests).Assembly).For.All()
            )
            .ConfigureRunner(runner => _ = isOurs ? runner.UseProvisioning() : runner)
            .Configure<TypeFilterOptions>(options =>
                options.Namespace = $"Provisioning.IntegrationTests.FluentMigrator.{set}"
            );
}
