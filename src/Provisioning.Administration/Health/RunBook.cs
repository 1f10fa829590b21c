using Provisioning.Administration.Health.PostgreSql;
using Provisioning.Administration.Health.Sqlite;
using Provisioning.Databases;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Administration.Health;

/// <summary>The questions that somebody on call asks of a database, ready made. They only read.</summary>
public static class RunBook
{
    /// <summary>The reports by name.</summary>
    public static IReadOnlyList<string> Reports { get; } = ["activity", "slow-queries", "sizes", "indexes", "vacuum", "locks"];

    /// <summary>Answers one.</summary>
    /// <param name="database">The database.</param>
    /// <param name="report">One of <see cref="Reports"/>.</param>
    /// <param name="limit">How many rows to answer with at the most.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="ReportNotAvailableException">The engine, or this server, has nothing to answer it from; the message says why and what would.</exception>
    /// <exception cref="ConnectionFailedException">The database cannot be reached.</exception>
    public static async Task<RunBookTable> AskAsync(Database database, string report, long limit, CancellationToken token)
    {
        // What cannot be answered at all is said before anything is opened.
        var isServer = database is PostgreSqlDatabase;
        var query = isServer ? null : SqliteRunBook.Find(report);
        await using var session = await database.OpenAsync(token);
        if (isServer)
        {
            await PostgreSqlHealth.PrepareAsync(session, token);
        }

        query = isServer ? await PostgreSqlRunBook.FindAsync(session, report, token) : await SqliteRunBook.FittedAsync(query!, session, token);
        return new(report, query.Columns, await session.QueryAsync(query.Sql, RunBookTable.Row, token, limit));
    }
}
