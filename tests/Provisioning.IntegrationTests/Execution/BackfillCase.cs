using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>A table to be filled, and backfills of it.</summary>
internal static class BackfillCase
{
    public const string Once = "SELECT count(*), min(n), max(n) FROM t";

    public static readonly Backfill AddOne = new("t", [new("n", new SqlExpression("n + 1"))]) { BatchSize = 10 };
    public static readonly ExecuteSql Table = new(
        "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0)"
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestDatabase> FilledAsync(PostgreSqlServer server, Engine engine, int rows)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        var fill = new ExecuteSql(
            "INSERT INTO t (id) WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s "
                + $"WHERE i < {rows}) SELECT i FROM s"
        );
        await RunAsync(database, _ => { }, (Steps[])[new(1, [Table, fill], [])], Token);
        return database;
    }

    public static Task FillAsync(TestDatabase database, Action<RunEvent> seen, params Operation[] operations) =>
        RunAsync(database, seen, operations, Token);

    public static Task RunAsync(
        TestDatabase database,
        Action<RunEvent> seen,
        Operation[] operations,
        CancellationToken token
    ) => RunAsync(database, seen, (Steps[])[new(2, operations, []) { Transactional = false }], token);

    public static async Task RunAsync(
        TestDatabase database,
        Action<RunEvent> seen,
        Steps[] steps,
        CancellationToken token,
        MigrationTarget? target = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var options = new RunnerOptions
        {
            TableWait = TimeSpan.FromMilliseconds(100),
            History = HistoryOptions.Unchecked,
        };
        await new MigrationRunner(new(steps), options, TimeProvider.System, new Events(seen)).RunAsync(
            session,
            target ?? new MigrationTarget.Up(),
            token
        );
    }
}
