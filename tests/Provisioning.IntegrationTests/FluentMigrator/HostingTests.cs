using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Exceptions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Logging;
using FluentMigrator.Runner.Processors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
        await using var bold = Services(database, services => services.Configure<RunnerOptions>(options => options.AllowBreakingChange = true));

        await using (var scope = careful.CreateAsyncScope())
        {
            Assert.Throws<ProvisioningException>(() => scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp());
        }

        await using (var scope = bold.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
        }

        Assert.Equal(["1|CreatesPrices", "2|adds taxes", "3|DropsCurrency"], await database.RowsAsync(Versions, Token));
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
    public async Task A_preview_logs_the_SQL_and_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var log = new StringWriter();
        await using var services = Services(database, s => s.AddLogging(l => l.AddProvider(new FluentMigratorConsoleLoggerProvider(log)))
            .ConfigureRunner(runner => runner.AsGlobalPreview()));

        Runner(services).MigrateUp(2);

        Assert.Contains("CREATE TABLE", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("INSERT INTO", log.ToString(), StringComparison.Ordinal);
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
        await using var undecided = Services(database, services => services.ConfigureRunner(runner => runner.AddPostgres().AddSQLite()));
        await using var decided = Services(database, services => services.ConfigureRunner(runner => runner.AddPostgres().AddSQLite())
            .Configure<SelectingProcessorAccessorOptions>(options => options.ProcessorId = ProcessorIdConstants.SQLite));

        Assert.Throws<RunnerException>(() => Runner(undecided).HasMigrationsToApplyUp());
        Assert.True(Runner(decided).HasMigrationsToApplyUp());
    }

    [Fact]
    public void A_database_in_memory_lasts_as_long_as_the_services()
    {
        using var services = Configured("Data Source=:memory:", runner => runner.AddSQLite(), "Hosted").BuildServiceProvider();
        var runner = Runner(services);

        runner.MigrateUp(2);

        Assert.True(runner.Processor.TableExists(null, "taxes"));
        Assert.False(runner.HasMigrationsToApplyUp(2));
    }

    [Fact]
    public void Strict_tables_hold_each_column_to_its_type()
    {
        using var services = Configured("Data Source=:memory:", runner => runner.AddSQLite(useStrictTables: true), "Hosted").BuildServiceProvider();
        var runner = Runner(services);

        runner.MigrateUp(2);

        Assert.True(runner.Processor.Exists("SELECT 1 FROM pragma_table_list WHERE name = 'taxes' AND strict = 1"));
        Assert.ThrowsAny<ProvisioningException>(() => runner.Processor.Execute("INSERT INTO taxes (id) VALUES ('one')"));
    }

    [Fact]
    public void Without_a_connection_the_SQL_is_logged()
    {
        using var log = new StringWriter();
        using var services = Configured("", runner => runner.AddPostgres().WithGlobalConnectionString("Host=nowhere;Database=none"), "Hosted")
            .AddLogging(logging => logging.AddProvider(new FluentMigratorConsoleLoggerProvider(log)))
            .Configure<RunnerOptions>(options => (options.NoConnection, options.StartVersion) = (true, 1))
            .BuildServiceProvider();

        Runner(services).MigrateUp(2);

        Assert.Contains("""CREATE TABLE "public"."taxes" """.Trim(), log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"prices\"", log.ToString(), StringComparison.Ordinal);
    }

    private static IMigrationRunner Runner(IServiceProvider services) => services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<IMigrationRunner>();

    private static ServiceProvider Services(TestDatabase database, Action<IServiceCollection>? more = null)
    {
        var services = Configured(database.Url, runner => _ = database.Engine is Engine.PostgreSql ? runner.AddPostgres() : runner.AddSQLite(), "Hosted");
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private static ServiceProvider Failing(TestDatabase database, bool isSession) =>
        Configured(database.Url, runner => _ = database.Engine is Engine.PostgreSql ? runner.AddPostgres() : runner.AddSQLite(), "Failing")
            .Configure<RunnerOptions>(options => options.TransactionPerSession = isSession)
            .ConfigureRunner(runner => runner.WithVersionTable(new global::FluentMigrator.Runner.VersionTableInfo.DefaultVersionTableMetaData()))
            .BuildServiceProvider();

    private static IServiceCollection Configured(string connection, Action<IMigrationRunnerBuilder> engine, string set) => new ServiceCollection()
        .AddSingleton(new Settings { Currency = "CHF" })
        .AddFluentMigratorCore()
        .ConfigureRunner(engine)
        .ConfigureRunner(runner => runner.WithGlobalConnectionString(connection).ScanIn(typeof(HostingTests).Assembly).For.All())
        .Configure<TypeFilterOptions>(options => options.Namespace = $"Provisioning.IntegrationTests.FluentMigrator.{set}");
}
