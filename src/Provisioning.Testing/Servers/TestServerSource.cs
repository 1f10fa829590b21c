namespace Provisioning.Testing.Servers;

/// <summary>A place that a PostgreSQL server for tests may come from.</summary>
public abstract class TestServerSource
{
    /// <summary>Finds or starts a server, which lasts at least as long as this process.</summary>
    /// <param name="token">Cancels the start.</param>
    /// <returns>Its URL, whose role may create databases: <c>postgresql://postgres@127.0.0.1:54321/postgres</c>. Null
    /// where there is none.</returns>
    public abstract Task<string?> StartAsync(CancellationToken token);
}
