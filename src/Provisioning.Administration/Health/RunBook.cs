using Provisioning.Databases;

namespace Provisioning.Administration.Health;

/// <summary>Prepared reports on a live database: activity, slow queries, sizes, indexes, vacuum, locks. They only
/// read.</summary>
public static class RunBook
{
    /// <summary>The reports by name.</summary>
    public static IReadOnlyList<string> Reports { get; } =
    ["activity", "slow-queries", "sizes", "indexes", "vacuum", "locks"];

    /// <summary>Answers one.</summary>
    /// <param name="database">The database.</param>
    /// <param name="report">One of <see cref="Reports"/>.</param>
    /// <param name="limit">How many rows to answer with at the most.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="ReportNotAvailableException">The engine, or this server, has nothing to answer it from; the
    /// message says why and what would.</exception>
    /// <exception cref="ConnectionFailedException">The database cannot be reached.</exception>
    public static async Task<RunBookTable> AskAsync(
        Database database,
        string report,
        long limit,
        CancellationToken token
    )
    {
        var engine = HealthEngine.Of(database);
        // What cannot be answered at all is refused before anything is opened.
        engine.Require(report);
        await using var session = await database.OpenAsync(token);
        var query = await engine.FindReportAsync(session, report, token);
        return new(report, query.Columns, await session.QueryAsync(query.Sql, RunBookTable.Row, token, limit));
    }
}
