using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Three PostgreSQL servers, each with a password: one that applications connect to, and two with
/// shards.</summary>
public sealed class ShardServers : IAsyncLifetime
{
    public PasswordServer Coordinator { get; } = new();

    public PasswordServer First { get; } = new();

    public PasswordServer Second { get; } = new();

    public async ValueTask InitializeAsync() =>
        await Task.WhenAll(
            Coordinator.InitializeAsync().AsTask(),
            First.InitializeAsync().AsTask(),
            Second.InitializeAsync().AsTask()
        );

    public async ValueTask DisposeAsync()
    {
        await Coordinator.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
