using Provisioning.Testing.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Provisioning.IntegrationTests.Support.TlsServers))]

namespace Provisioning.IntegrationTests.Support;

/// <summary>Servers that encrypt, with certificates of our own making for the host <c>localhost</c>, and that ask for
/// passwords. They start when the first test asks.</summary>
public sealed class TlsServers : IAsyncDisposable
{
    private const string Access = """
        host     all  postgres  127.0.0.1/32  trust
        hostssl  all  tlsonly   127.0.0.1/32  trust
        host     all  all       127.0.0.1/32  scram-sha-256
        """;

    private readonly Lock _gate = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("provision-tls-");
    private Task<(ThrowAwayServer Good, ThrowAwayServer Expired)?>? _servers;

    /// <summary>The authority that signed the certificates, and another, as files.</summary>
    public string Authority => Path.Combine(_folder.FullName, "authority.pem");

    /// <summary>An authority that signed none of them.</summary>
    public string OtherAuthority => Path.Combine(_folder.FullName, "other.pem");

    /// <summary>The port of the server whose certificate is valid.</summary>
    public async Task<int> PortAsync() => (await ServersAsync()).Good.Port;

    /// <summary>The port of the server whose certificate has expired.</summary>
    public async Task<int> ExpiredPortAsync() => (await ServersAsync()).Expired.Port;

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null && await _servers is { } servers)
        {
            await servers.Good.DisposeAsync();
            await servers.Expired.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<(ThrowAwayServer Good, ThrowAwayServer Expired)> ServersAsync()
    {
        Task<(ThrowAwayServer Good, ThrowAwayServer Expired)?> servers;
        lock (_gate)
        {
            servers = _servers ??= StartAsync();
        }

        var found = await servers;
        Assert.SkipWhen(found is null, "there are no binaries of a PostgreSQL server on this machine");
        return found!.Value;
    }

    private async Task<(ThrowAwayServer Good, ThrowAwayServer Expired)?> StartAsync()
    {
        using var authority = Certificates.Authority("the tests' own authority");
        using var other = Certificates.Authority("another authority");
        await File.WriteAllTextAsync(Authority, authority.ExportCertificatePem(), CancellationToken.None);
        await File.WriteAllTextAsync(OtherAuthority, other.ExportCertificatePem(), CancellationToken.None);
        var good = await StartAsync(Certificates.Server(authority, "localhost", isExpired: false));
        return good is null
            ? null
            : (good, (await StartAsync(Certificates.Server(authority, "localhost", isExpired: true)))!);
    }

    private static Task<ThrowAwayServer?> StartAsync((string Certificate, string Key) pair) =>
        ThrowAwayServer.StartAsync(
            settings: "-c ssl=on -c ssl_cert_file=server.crt -c ssl_key_file=server.key -c log_statement=all",
            files: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["server.crt"] = pair.Certificate,
                ["server.key"] = pair.Key,
                ["pg_hba.conf"] = Access,
            }
        );
}
