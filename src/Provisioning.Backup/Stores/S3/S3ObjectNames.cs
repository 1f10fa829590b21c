using System.Text;

namespace Provisioning.Backup.Stores.S3;

/// <summary>Lets a server name the versions of what it keeps as it likes: the client takes every ETag of a whole object
/// without a hyphen for an MD5 in hexadecimal digits, and fails at any other.</summary>
internal sealed class S3ObjectNames(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Prefix = "opaque-";
    private const string Header = "ETag";
    private const string Condition = "If-Match";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (
            request.Headers.TryGetValues(Condition, out var wanted)
            && wanted.FirstOrDefault()?.Trim('"') is { } name
            && name.StartsWith(Prefix, StringComparison.Ordinal)
        )
        {
            request.Headers.Remove(Condition);
            request.Headers.TryAddWithoutValidation(
                Condition,
                Encoding.UTF8.GetString(Convert.FromHexString(name[Prefix.Length..]))
            );
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (
            request.Method == HttpMethod.Get
            && response.Headers.TryGetValues(Header, out var given)
            && given.FirstOrDefault() is { } etag
            && !IsDigest(etag.Trim('"'))
        )
        {
            response.Headers.Remove(Header);
            response.Headers.TryAddWithoutValidation(
                Header,
                $"\"{Prefix}{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(etag))}\""
            );
        }

        return response;
    }

    // With a hyphen it is that of an object in parts, which the client leaves alone.
    private static bool IsDigest(string etag) =>
        etag.Contains('-', StringComparison.Ordinal) || (etag.Length == 32 && etag.All(char.IsAsciiHexDigit));
}
