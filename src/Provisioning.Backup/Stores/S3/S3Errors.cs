using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Provisioning.Backup.Stores.S3;

/// <summary>What a failed request means: whether it is worth another attempt, and what to report. Nothing that the
/// server says is repeated but its code.</summary>
internal static class S3Errors
{
    /// <summary>Whether another attempt may do better: the server is busy or broken, or the line is.</summary>
    public static bool IsTransient(Exception error) =>
        error switch
        {
            AmazonUnmarshallingException => true,
            AmazonServiceException { ErrorCode: "RequestTimeout" or "SlowDown" or "BadDigest" } => true,
            AmazonServiceException { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } =>
                true,
            AmazonServiceException
            {
                StatusCode: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented
            } => true,
            AmazonServiceException answer when HasStatus(answer) => false,
            HttpRequestException { InnerException: AuthenticationException } => false,
            HttpRequestException or IOException or XmlException or TimeoutException or OperationCanceledException =>
                true,
            _ => error.InnerException is { } inner && IsTransient(inner),
        };

    /// <summary>Whether the server says that there is no such object, or upload.</summary>
    public static bool IsMissing(Exception error) =>
        error
            is AmazonServiceException { StatusCode: HttpStatusCode.NotFound }
                and not AmazonServiceException { ErrorCode: "NoSuchBucket" };

    /// <summary>Whether the server refused to write over what is there.</summary>
    public static bool IsConflict(Exception error) =>
        error is AmazonServiceException { StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict };

    /// <summary>Whether the server does not know what it was asked for.</summary>
    public static bool IsNotImplemented(Exception error) =>
        error
            is AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented }
                or AmazonServiceException { ErrorCode: "NotImplemented" };

    /// <summary>The store's failure that lies in the client's.</summary>
    /// <param name="what">What failed, with bucket and key: <c>Cannot write s3://b/k</c>.</param>
    /// <param name="error">The client's exception.</param>
    /// <param name="now">What this machine's clock says.</param>
    public static BackupStoreException Translate(string what, Exception error, DateTimeOffset now)
    {
        var (problem, why) = error switch
        {
            BackupStoreException known => (known.Problem, known.Message),
            AmazonServiceException answer when HasStatus(answer) => Answered(answer, now),
            _ when Find<AuthenticationException>(error) => (
                StoreProblem.Unreachable,
                "the server's certificate is not trusted. AWS_CA_BUNDLE, or ca= in the store's URL, names a file with "
                    + "the authority's certificate"
            ),
            _ when IsTransient(error) => (
                StoreProblem.Unreachable,
                $"the server cannot be reached, or broke off ({Kind(error)}). Check AWS_ENDPOINT_URL and the network, "
                    + $"and run again"
            ),
            _ => (
                StoreProblem.Refused,
                "there are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for a "
                    + "profile in ~/.aws"
            ),
        };
        return new($"{what}: {why.TrimEnd('.')}.", error) { Problem = problem };
    }

    private static (StoreProblem Problem, string Why) Answered(AmazonServiceException answer, DateTimeOffset now)
    {
        var code = Code(answer);
        return (answer.ErrorCode, (int)answer.StatusCode) switch
        {
            ("RequestTimeTooSkewed", _) => (
                StoreProblem.Refused,
                $"this machine's clock says {Time(now)}, the server's "
                    + $"{(ServerTime(answer) is { } time ? Time(time) : "something else")}, and S3 requires them to "
                    + $"be within 15 minutes. Set this machine's clock"
            ),
            ("InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken", _) => (
                StoreProblem.Refused,
                $"the server does not take these credentials ({code}). Check AWS_ACCESS_KEY_ID, "
                    + $"AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and the region"
            ),
            ("NoSuchBucket", _) => (StoreProblem.Missing, "there is no such bucket. Create it, or correct its name"),
            ("AuthorizationHeaderMalformed" or "PermanentRedirect", _) or (_, 301 or 307) => (
                StoreProblem.Refused,
                $"the bucket is in another region ({code}). Set AWS_REGION, or region= in the store's URL"
            ),
            ("QuotaExceeded" or "EntityTooLarge" or "InsufficientStorage" or "XMinioStorageFull", _) or (_, 507) => (
                StoreProblem.Full,
                $"the server has no room for it ({code}). Make room, or choose another store"
            ),
            (_, 401 or 403) => (
                StoreProblem.Refused,
                $"the server forbids it ({code}). The credentials need s3:PutObject, GetObject, DeleteObject, "
                    + $"ListBucket, ListBucketMultipartUploads and AbortMultipartUpload here"
            ),
            (_, 404) => (StoreProblem.Missing, "there is no such object"),
            (_, 408 or 429 or >= 500 and not 501) => (
                StoreProblem.Unreachable,
                $"the server is busy or broken ({code}). Run again later"
            ),
            _ when answer is AmazonUnmarshallingException => (
                StoreProblem.Unreachable,
                "what the server answers is not what S3 answers. Check AWS_ENDPOINT_URL"
            ),
            _ => (StoreProblem.Other, $"the server refuses ({code})"),
        };
    }

    // Without one the client did not get as far as an answer.
    private static bool HasStatus(AmazonServiceException error) => (int)error.StatusCode != 0;

    private static bool Find<T>(Exception? error) =>
        error is T || (error?.InnerException is { } inner && Find<T>(inner));

    private static string Kind(Exception error) =>
        Deepest(error).GetType().Name switch
        {
            "TaskCanceledException" or "OperationCanceledException" or "TimeoutException" => "no answer in time",
            "SocketException" => "no connection",
            "XmlException" => "not an answer of S3",
            _ => "connection lost",
        };

    private static Exception Deepest(Exception error) => error.InnerException is { } inner ? Deepest(inner) : error;

    // Codes are words; what is not one may be anything.
    private static string Code(AmazonServiceException answer) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)answer.StatusCode}"
                + $"{(answer.ErrorCode is { Length: > 0 and <= 64 } code && code.All(char.IsAsciiLetter) ? $" {code}"
                    : "")}"
        );

    private static DateTimeOffset? ServerTime(Exception answer) =>
        answer.InnerException is HttpErrorResponseException { Response: { } response }
        && response.IsHeaderPresent("Date")
        && DateTimeOffset.TryParse(
            response.GetHeaderValue("Date"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
