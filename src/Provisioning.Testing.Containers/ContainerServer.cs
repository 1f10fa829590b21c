using DotNet.Testcontainers.Builders;
using Provisioning.Testing.Servers;
using Testcontainers.PostgreSql;

namespace Provisioning.Testing.Containers;

/// <summary>A PostgreSQL server in a container, ended with this process. `Provisioning.Testing` finds it by itself
/// wherever this package is referenced and there is neither a named server nor one to start from binaries.</summary>
public sealed class ContainerServer : TestServerSource
{
    private const string Image = "postgres:17-alpine";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Starts one.</summary>
    /// <param name="token">Cancels the start.</param>
    /// <returns>Its URL; null where Docker does not answer within ten seconds.</returns>
    public override async Task<string?> StartAsync(CancellationToken token)
    {
        PostgreSqlContainer container;
        try
        {
            // The builder asks Docker, and blocks its thread until there is an answer.
            container = await Task.Run(Build, token).WaitAsync(Patience, token);
        }
        catch (Exception error) when (error is DockerUnavailableException or TimeoutException)
        {
            return null;
        }

        // Its own watcher ends it when this process has ended, however it does.
        await container.StartAsync(token);
        var port = container.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort);
        return FormattableString.Invariant($"postgresql://postgres@{container.Hostname}:{port}/postgres");
    }

    private static PostgreSqlContainer Build() =>
        new PostgreSqlBuilder(Image)
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "trust")
            .WithCommand("-c", "max_connections=300", "-c", "fsync=off")
            .Build();
}
