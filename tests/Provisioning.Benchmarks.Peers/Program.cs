using System.Data.Common;
using System.Reflection;
using DbUp;
using DbUp.Engine;
using FluentMigrator.Runner;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

// Applies all migrations of SOURCE with one of the tools that are libraries, as the first example of its documentation
// does: TOOL postgresql|sqlite CONNECTION SOURCE. The source is an assembly of migration classes or a folder of
// scripts.
return args switch
{
    ["FluentMigrator", var engine, var connection, var source] => FluentMigrator(engine, connection, source),
    ["EF Core", var engine, var connection, var source] => EntityFramework(engine, connection, source),
    ["DbUp", var engine, var connection, var source] => DbUp(engine, connection, source),
    ["Evolve", var engine, var connection, var source] => Evolve(engine, connection, source),
    _ => 2,
};

static int FluentMigrator(string engine, string connection, string source)
{
    using var services = new ServiceCollection()
        .AddFluentMigratorCore()
        .ConfigureRunner(runner =>
            (engine is "sqlite" ? runner.AddSQLite() : runner.AddPostgres())
                .WithGlobalConnectionString(connection)
                .ScanIn(Assembly.LoadFrom(source))
                .For.Migrations()
        )
        .BuildServiceProvider();
    using var scope = services.CreateScope();
    scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
    return 0;
}

static int EntityFramework(string engine, string connection, string source)
{
    var assembly = Assembly.LoadFrom(source);
    var options = new DbContextOptionsBuilder();
    _ = engine is "sqlite"
        ? options.UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(assembly))
        : options.UseNpgsql(connection, postgreSql => postgreSql.MigrationsAssembly(assembly));
    using var context = (DbContext)Activator.CreateInstance(assembly.GetType("ItemsContext")!, options.Options)!;
    context.Database.Migrate();
    return 0;
}

// Without a transaction unless it is asked for one.
static int DbUp(string engine, string connection, string source)
{
    var upgrade = (
        engine is "sqlite"
            ? DeployChanges.To.SqliteDatabase(connection)
            : DeployChanges.To.PostgresqlDatabase(connection)
    )
        .WithScriptsFromFileSystem(source)
        .WithTransactionPerScript()
        .LogToNowhere()
        .Build();
    DatabaseUpgradeResult result = upgrade.PerformUpgrade();
    return result.Successful ? 0 : throw result.Error;
}

static int Evolve(string engine, string connection, string source)
{
    using DbConnection database = engine is "sqlite"
        ? new SqliteConnection(connection)
        : new NpgsqlConnection(connection);
    new EvolveDb.Evolve(database) { Locations = [source] }.Migrate();
    return 0;
}
