using System.Diagnostics.CodeAnalysis;

namespace Provisioning.Testing.Servers;

/// <summary>The PostgreSQL server that tests run on.</summary>
/// <remarks>In this order: the one that <see cref="Variable"/> names; one from the server's binaries on this machine,
/// started once, shared by all test processes of this user, and stopped some seconds after the last of them; one in a
/// container, where the package <c>Provisioning.Testing.Containers</c> is referenced and Docker answers.</remarks>
public static class TestServer
{
    /// <summary>The environment variable with the URL of a server whose role may create databases:
    /// <c>PROVISIONING_TEST_POSTGRES</c>.</summary>
    public const string Variable = "PROVISIONING_TEST_POSTGRES";

    private static readonly Lock Gate = new();
    private static Task<string>? _found;

    /// <summary>Finds or starts the server, once for this process. Its URL has the password in it.</summary>
    /// <param name="token">Stops waiting for it; the start goes on for others that wait.</param>
    /// <exception cref="NoTestServerException">There is none, and none can be started.</exception>
    public static Task<string> FindAsync(CancellationToken token)
    {
        lock (Gate)
        {
            // One that failed is tried again.
            if (_found is null or { IsFaulted: true })
            {
                _found = Task.Run(StartAsync, CancellationToken.None);
            }

            return _found.WaitAsync(token);
        }
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        foreach (var source in (TestServerSource?[])[new SharedServer(), Containers()])
        {
            if (source is not null && await source.StartAsync(CancellationToken.None) is { } url)
            {
                return url;
            }
        }

        throw new NoTestServerException();
    }

    // By name, so that who needs no Docker gets none of its libraries.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Where the assembly is missing there is none.")]
    private static TestServerSource? Containers() =>
        Type.GetType("Provisioning.Testing.Containers.ContainerServer, Provisioning.Testing.Containers") is { } type
            ? (TestServerSource?)Activator.CreateInstance(type)
            : null;
}
