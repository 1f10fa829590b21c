using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Provisioning.Testing.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Provisioning.IntegrationTests.Support.SwiftServer))]

namespace Provisioning.IntegrationTests.Support;

/// <summary>OpenStack Swift with its S3 face: a real server, which checks signatures and digests. Started when the
/// first test asks; it lives as long as this process.</summary>
public sealed class SwiftServer : IAsyncDisposable
{
    /// <summary>The packages of Debian that bring it.</summary>
    public const string Packages = "swift swift-proxy swift-account swift-container swift-object memcached";

    private static readonly string[] Programs =
    [
        "swift-proxy-server",
        "swift-account-server",
        "swift-container-server",
        "swift-object-server",
        "swift-ring-builder",
        "memcached",
        "python3",
    ];

    private readonly Lock _gate = new();
    private Task<Process?>? _started;
    private int _port;

    /// <summary>A new bucket on it.</summary>
    /// <returns>The bucket's name, and the server's URL.</returns>
    public async Task<(string Bucket, string Endpoint)> BucketAsync(CancellationToken token)
    {
        Task<Process?> started;
        lock (_gate)
        {
            started = _started ??= StartAsync();
        }

        if (await started.WaitAsync(token) is null)
        {
            // Where .ci/run has been, it is installed.
            Assert.SkipWhen(
                Environment.GetEnvironmentVariable("CI") is not "true" || !Shell.Has("apt-get"),
                $"`apt-get install --no-install-recommends {Packages}` lets this test use a real S3 server"
            );
            throw new InvalidOperationException($"Swift is not installed, though CI=true: {Packages}");
        }

        var bucket = $"test-{Guid.NewGuid():N}";
        using var client = Client;
        await client.PutBucketAsync(bucket, token);
        return (bucket, Endpoint);
    }

    /// <summary>A client of the test's own.</summary>
    public AmazonS3Client Client =>
        new(
            new BasicAWSCredentials(S3Settings.Key, S3Settings.Secret),
            new AmazonS3Config
            {
                ServiceURL = Endpoint,
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            }
        );

    private string Endpoint => $"http://127.0.0.1:{_port}";

    public async ValueTask DisposeAsync()
    {
        if (_started is not null && await _started is { } shell)
        {
            shell.StandardInput.Close();
            await shell.WaitForExitAsync(CancellationToken.None);
            shell.Dispose();
        }
    }

    private async Task<Process?> StartAsync()
    {
        if (!OperatingSystem.IsLinux() || !Programs.All(Shell.Has))
        {
            return null;
        }

        var start = Shell.Redirected(
            ServerBinaries.AsOrdinaryUser(
                await File.ReadAllTextAsync(Path.Combine(ThisFolder(), "swift.sh"), CancellationToken.None)
            )
        );
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";
        foreach (var name in (string[])["PROXY", "ACCOUNT", "CONTAINER", "OBJECT", "CACHE"])
        {
            start.Environment[name] = FreePort().ToString(CultureInfo.InvariantCulture);
        }

        var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(CancellationToken.None);
        return int.TryParse(
            await shell.StandardOutput.ReadLineAsync(CancellationToken.None),
            CultureInfo.InvariantCulture,
            out _port
        )
            ? shell
            : throw new InvalidOperationException($"Swift did not start: {await errors}");
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
