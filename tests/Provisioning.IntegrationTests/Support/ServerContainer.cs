using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A PostgreSQL server in a container.</summary>
internal static class ServerContainer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Starts one whose role <c>postgres</c> needs no password; null where Docker does not answer.</summary>
    public static async Task<PostgreSqlContainer?> StartAsync()
    {
        // Whichever test asks first starts it for all, so that no test's token may end the start.
        PostgreSqlContainer container;
        try
        {
            // The builder asks Docker, and blocks its thread until there is an answer.
            container = await Task.Run(Build, CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
        }
        catch (Exception error) when (error is DockerUnavailableException or TimeoutException)
        {
            return null;
        }

        await container.StartAsync(CancellationToken.None);
        return container;
    }

    private static PostgreSqlContainer Build() =>
        new PostgreSqlBuilder("postgres:17-alpine")
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "trust")
            .WithCommand("-c", "max_connections=200")
            .Build();
}
