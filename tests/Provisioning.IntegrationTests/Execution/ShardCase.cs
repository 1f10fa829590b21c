using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>A table whose partitions are on three servers: one here, two by postgres_fdw.</summary>
public abstract class ShardCase(ShardServers servers) : IClassFixture<ShardServers>
{
    private protected ShardServers Servers => servers;

    private protected static readonly Column[] Columns =
    [
        new("id", new(ColumnKind.Int64)),
        new("note", new(ColumnKind.String)),
    ];

    private protected static readonly Operation[] Events =
    [
        new CreateExtension("postgres_fdw"),
        new CreateForeignServer("first", "FIRST_URL"),
        new CreateForeignServer("second", "SECOND_URL"),
        new CreateTable(new("events", [.. Columns]) { Partitioning = "HASH (id)" }),
        new CreatePartition("events", "events_0", Part(0)),
        new CreatePartition("events", "events_1", Part(1)) { Server = "first" },
        new CreatePartition("events", "events_2", Part(2)) { Server = "second", RemoteTable = new("app", "events") },
    ];

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static string Part(int remainder) => $"FOR VALUES WITH (MODULUS 3, REMAINDER {remainder})";

    private protected static Steps Both(long version, Operation[] up) =>
        new(version, up, [.. up.Reverse().Select(operation => operation.Inverse!)]);

    private protected static MigrationRunner Runner(params Steps[] steps) =>
        new(new([.. steps]), new(), TimeProvider.System);

    private protected static Task InsertAsync(DatabaseSession session, int rows) =>
        session.ExecuteAsync($"INSERT INTO events SELECT n, 'note' FROM generate_series(1, {rows}) n", Token);

    private protected static async Task<IReadOnlyList<string?>> PlanAsync(Shards shards, Steps[] steps)
    {
        var plan = await new PlanReview(new([.. steps]), shards.Database, new()).RunAsync(
            new MigrationTarget.Up(),
            shards.Database.Scratch("plan"),
            looksAround: false,
            Token
        );
        return [.. plan.Steps.SelectMany(step => step.Statements).Select(statement => statement.NotObserved)];
    }

    private protected async Task<List<int>> CountsAsync(Shards shards, bool hasTable = true)
    {
        async Task<int> CountAsync(PasswordServer server, string database, string table) =>
            int.Parse(
                (
                    await server.RowsAsync(
                        database,
                        $"SELECT CASE WHEN to_regclass('{table}') IS NULL THEN 0 ELSE (xpath('/row/n/text()', "
                            + $"query_to_xml('SELECT count(*) AS n FROM {table}', false, true, '')))[1]::text::int END",
                        Token
                    )
                )[0],
                System.Globalization.CultureInfo.InvariantCulture
            );

        return
        [
            hasTable ? await CountAsync(Servers.Coordinator, shards.Name, "events_0") : 0,
            await CountAsync(Servers.First, shards.First, "events_1"),
            await CountAsync(Servers.Second, shards.Second, "app.events"),
        ];
    }

    private protected async Task<Shards> ShardsAsync()
    {
        var name = await Servers.Coordinator.CreateDatabaseAsync(Token);
        var first = await TableAsync(Servers.First, "public", "events_1");
        var second = await TableAsync(Servers.Second, "app", "events");
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FIRST_URL"] = Servers.First.Url(first),
            ["SECOND_URL"] = Servers.Second.Url(second),
        };
        var database = DatabaseUrl
            .Read(Servers.Coordinator.Url(name))
            .ToDatabase(new() { Variables = variable => variables.GetValueOrDefault(variable) });
        return new(database, name, first, second, variables);
    }

    // As the migrations of that server would have made it.
    private protected static async Task<string> TableAsync(PasswordServer server, string schema, string table)
    {
        var name = await server.CreateDatabaseAsync(Token);
        await server.ExecuteAsync(
            name,
            $"CREATE SCHEMA IF NOT EXISTS {schema}; CREATE TABLE {schema}.{table} (id bigint NOT NULL, note text)",
            Token
        );
        return name;
    }

    private protected sealed record Shards(
        Database Database,
        string Name,
        string First,
        string Second,
        Dictionary<string, string?> Variables
    );
}
