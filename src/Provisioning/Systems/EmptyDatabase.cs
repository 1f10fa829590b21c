using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Planning;

namespace Provisioning.Systems;

/// <summary>A database that was made to see what migrations do.</summary>
internal static class EmptyDatabase
{
    private static readonly RunnerOptions Running = new() { AllowBreaking = true, History = HistoryOptions.Unchecked };

    /// <summary>Opens it, and puts into it what the migrations need of a platform.</summary>
    /// <param name="database">The database, empty.</param>
    /// <param name="platform">The platform; null for none.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<DatabaseSession> OpenAsync(
        Database database,
        HostingPlatform? platform,
        CancellationToken token
    )
    {
        var session = await database.OpenAsync(token);
        if (platform is not null && database.Dialect.HasSchemas)
        {
            await session.ExecuteAsync([.. platform.StandIn.Select(sql => new SqlStatement(sql))], token);
        }

        return session;
    }

    /// <summary>Runs migrations on it, breaking ones as well.</summary>
    /// <exception cref="MigrationFailedException">One of them fails.</exception>
    public static Task<MigrationPlan> RunAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        MigrationTarget target,
        CancellationToken token,
        TimeProvider? time = null,
        IProgress<RunEvent>? progress = null
    ) => new MigrationRunner(catalog, Running, time ?? TimeProvider.System, progress).RunAsync(session, target, token);
}
