using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Locks;

/// <summary>Tables, and plans of migrations over them.</summary>
internal static class PlanCase
{
    public static readonly Column Id = new("id", new(ColumnKind.Int64));
    public static readonly Column Team = new("team", new(ColumnKind.String, 50)) { IsNullable = true };
    public static readonly CreateTable Users = new(new("users", [Id, Team]) { PrimaryKey = new("users_pkey", ["id"]) });
    public static readonly CreateTable Orders = new(
        new("orders", [Id, new("user_id", new(ColumnKind.Int64)) { IsNullable = true }])
    );
    public static readonly AddForeignKey Key = new("orders", new("fk_orders", ["user_id"], "users", ["id"]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<TestDatabase> StartAsync(PostgreSqlServer server, params Operation[] operations) =>
        StartAsync(server, Engine.PostgreSql, operations);

    public static async Task<TestDatabase> StartAsync(
        PostgreSqlServer server,
        Engine engine,
        params Operation[] operations
    )
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await RunAsync(database, new Steps(1, operations, []));
        return database;
    }

    public static async Task RunAsync(TestDatabase database, params MigrationSource[] migrations)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(
            new(migrations),
            new() { History = HistoryOptions.Unchecked },
            TimeProvider.System
        ).RunAsync(session, new MigrationTarget.Up(), Token);
    }

    public static Task<ReviewedPlan> PlanAsync(TestDatabase database, params MigrationSource[] migrations)
    {
        var target = DatabaseUrl.Parse(database.Url);
        return new PlanReview(new(migrations), target, new() { History = HistoryOptions.Unchecked }).RunAsync(
            new MigrationTarget.Up(),
            target.Scratch("plan"),
            looksAround: true,
            Token
        );
    }

    public static ValueList<ColumnValue> Row(params (string Column, long Value)[] values) =>
        [.. values.Select(value => new ColumnValue(value.Column, value.Value))];

    public static Task<IReadOnlyList<string>> TypesAsync(TestDatabase database) =>
        database.RowsAsync(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'id'",
            Token
        );

    public static string TablesOf(Engine engine) =>
        engine is Engine.Sqlite
            ? "SELECT name FROM sqlite_master"
            : "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public'";
}
