using Provisioning.Databases;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Administration.Health.PostgreSql;

/// <summary>Checks of a PostgreSQL server and the reports it answers.</summary>
internal sealed class PostgreSqlHealthEngine : HealthEngine
{
    /// <inheritdoc />
    public override IReadOnlyList<HealthCheck> Checks => PostgreSqlHealth.Checks;

    /// <inheritdoc />
    public override bool TakesSamples => true;

    /// <inheritdoc />
    public override async Task<HealthContext> ContextAsync(
        DatabaseSession session,
        HealthContext context,
        CancellationToken token
    )
    {
        var server = (PostgreSqlDatabase)session.Database;
        await PostgreSqlHealth.PrepareAsync(session, token);
        return context with
        {
            IsLocal = server.IsLocal,
            SslMode = server.SslMode,
            Sample = await PostgreSqlHealth.SampleAsync(session, context.Now, token),
        };
    }

    /// <inheritdoc />
    public override async Task<RunBookQuery> FindReportAsync(
        DatabaseSession session,
        string report,
        CancellationToken token
    )
    {
        await PostgreSqlHealth.PrepareAsync(session, token);
        return await PostgreSqlRunBook.FindAsync(session, report, token);
    }
}
