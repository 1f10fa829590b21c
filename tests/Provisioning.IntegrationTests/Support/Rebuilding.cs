using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A database made by raw SQL on which migrations run.</summary>
internal static class Rebuilding
{
    /// <summary>A database in which the SQL has run, with foreign keys enforced.</summary>
    public static async Task<TestDatabase> DatabaseAsync(PostgreSqlServer server, string sql, CancellationToken token)
    {
        var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, token);
        await database.ExecuteAsync($"PRAGMA foreign_keys = ON; {sql}", token);
        return database;
    }

    /// <summary>Runs the operations as one migration.</summary>
    public static Task UpAsync(this TestDatabase database, CancellationToken token, params Operation[] operations) =>
        database.RunAsync(new MigrationTarget.Up(), token, new Steps(1, operations, []));

    /// <summary>Runs migrations.</summary>
    public static async Task RunAsync(
        this TestDatabase database,
        MigrationTarget target,
        CancellationToken token,
        params Steps[] steps
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(token);
        await new MigrationRunner(
            new(steps),
            new() { History = HistoryOptions.Unchecked },
            TimeProvider.System
        ).RunAsync(session, target, token);
    }

    /// <summary>The rows of the query as one text.</summary>
    public static async Task<string> TextAsync(this TestDatabase database, string sql, CancellationToken token) =>
        string.Join('\n', await database.RowsAsync(sql, token));

    /// <summary>The SQL of all that exists but our own tables.</summary>
    public static Task<string> SchemaAsync(this TestDatabase database, CancellationToken token) =>
        database.TextAsync(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'provisioning_%' AND name NOT "
                + "LIKE '%VersionInfo%' ORDER BY type, name",
            token
        );
}
