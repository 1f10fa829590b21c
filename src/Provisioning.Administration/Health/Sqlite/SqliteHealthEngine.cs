using Provisioning.Databases;

namespace Provisioning.Administration.Health.Sqlite;

/// <summary>Checks of an SQLite file and the reports it answers.</summary>
internal sealed class SqliteHealthEngine : HealthEngine
{
    /// <inheritdoc />
    public override IReadOnlyList<HealthCheck> Checks => SqliteHealth.Checks;

    /// <inheritdoc />
    public override async Task<Finding?> PredecessorAsync(
        DatabaseSession session,
        long current,
        CancellationToken token
    )
    {
        var version = await session.QueryAsync("PRAGMA user_version", row => row.GetInt64(0), token);
        return new("user-version", "migrations", FileVerdicts.UserVersion(version[0], current));
    }

    /// <inheritdoc />
    public override void Require(string report) => SqliteRunBook.Find(report);

    /// <inheritdoc />
    public override Task<RunBookQuery> FindReportAsync(
        DatabaseSession session,
        string report,
        CancellationToken token
    ) => SqliteRunBook.FittedAsync(SqliteRunBook.Find(report), session, token);
}
