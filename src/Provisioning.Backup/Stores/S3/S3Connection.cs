using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace Provisioning.Backup.Stores.S3;

/// <summary>Makes the client of a server: from the URL first, then from the AWS_* variables, then from the
/// profile.</summary>
internal sealed class S3Connection : HttpClientFactory, IDisposable
{
    private static readonly TimeSpan ForConnecting = TimeSpan.FromSeconds(15);

    // A part that takes longer than this is aborted.
    private static readonly TimeSpan ForAnswering = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;

    private S3Connection(string? caFile)
    {
        _http = new HttpClient(
            new S3ObjectNames(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    ConnectTimeout = ForConnecting,
                    PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                    SslOptions = caFile is null ? new() : Trusting(caFile),
                }
            )
        )
        {
            Timeout = ForAnswering,
        };
    }

    /// <summary>The client, which answers for one attempt of each request, and sends bodies as they are.</summary>
    /// <exception cref="BackupStoreException">A setting cannot be used.</exception>
    public static (AmazonS3Client Client, S3Connection Connection) Open(S3Location location)
    {
        var profile = new CredentialProfileStoreChain().TryGetProfile(
            Variable("AWS_PROFILE") ?? "default",
            out var found
        )
            ? found
            : null;
        var endpoint = location.Endpoint
            ?? Named("AWS_ENDPOINT_URL_S3")
            ?? Named("AWS_ENDPOINT_URL")
            ?? (
                profile?.EndpointUrl is { Length: > 0 } url
                    ? S3Location.Server(url, "endpoint_url in the profile")
                    : null
            );
        var region = location.Region
            ?? Variable("AWS_REGION")
            ?? Variable("AWS_DEFAULT_REGION")
            ?? profile?.Region?.SystemName
            ?? "us-east-1";
        var connection = new S3Connection(location.CaFile ?? Variable("AWS_CA_BUNDLE"));
        var config = new AmazonS3Config
        {
            // Servers that only look like S3 store the checksums' framing as if it were the object's.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            // Attempts are counted in one place, which is not the client.
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            ThrottleRetries = false,
            DisableClockSkewCorrection = true,
            DisableLogging = true,
            HttpClientFactory = connection,
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            config.ForcePathStyle = location.PathStyle ?? false;
        }
        else
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = region;
            config.ForcePathStyle = location.PathStyle ?? true;
        }

        return (new AmazonS3Client(config), connection);
    }

    /// <inheritdoc />
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _http;

    /// <inheritdoc />
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc />
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static Uri? Named(string variable) =>
        Variable(variable) is { } value ? S3Location.Server(value, variable) : null;

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static SslClientAuthenticationOptions Trusting(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BackupStoreException(
                $"The certificates to trust cannot be read from {file}. AWS_CA_BUNDLE, or ca= in the store's URL, "
                    + $"names a file in PEM form.",
                error
            );
        }

        if (authorities.Count == 0)
        {
            throw new BackupStoreException(
                $"{file} holds no certificate. AWS_CA_BUNDLE, or ca= in the store's URL, names a file in PEM form."
            );
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return new() { CertificateChainPolicy = policy };
    }
}
