using System.Globalization;

namespace Provisioning.Backup.Stores.S3;

/// <summary>A bucket, a beginning of names in it, and how its server is reached:
/// <c>s3://bucket/prefix?region=eu-central-1</c>.</summary>
internal sealed record S3Location(string Bucket, string Prefix)
{
    private const string Form =
        "Write s3://bucket/prefix, with ?endpoint=https://host:port&region=name appended where needed.";

    /// <summary>The server, where it is not AWS; null where the environment or the profile says.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region's name; null where the environment or the profile says.</summary>
    public string? Region { get; init; }

    /// <summary>Whether the bucket is in the path rather than in the host's name; null for yes where there is an
    /// endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>A file with the certificates to trust in place of the system's; null where the environment
    /// says.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether objects get the tag that they are written with.</summary>
    public bool Tags { get; init; } = true;

    /// <summary>The length of a part in bytes: what an upload keeps in memory. An object has at most 10,000.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>Reads the URL.</summary>
    /// <exception cref="BackupStoreException">It is not of this form. The message repeats nothing that may be a
    /// password.</exception>
    public static S3Location Parse(string url)
    {
        var text = url["s3:".Length..];
        var (place, options) = text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at
            ? (text[..at], text[(at + 1)..])
            : (text, "");
        if (place.Contains('@', StringComparison.Ordinal))
        {
            throw new BackupStoreException(
                $"The URL of an S3 store holds no credentials: they come from AWS_ACCESS_KEY_ID and "
                    + $"AWS_SECRET_ACCESS_KEY, or from a profile. {Form}"
            );
        }

        if (!place.StartsWith("//", StringComparison.Ordinal))
        {
            throw new BackupStoreException($"This is not the URL of an S3 store. {Form}");
        }

        var (bucket, prefix) = place[2..].Trim('/').Split('/', 2) switch
        {
            [var name, var rest] => (name, rest),
            var alone => (alone[0], ""),
        };
        if (bucket.Length is < 3 or > 63 || !StoreNames.IsValid(bucket))
        {
            throw new BackupStoreException(
                $"The URL of the S3 store names no bucket: that is 3 to 63 letters, digits, '-' and '.'. {Form}"
            );
        }

        if (prefix.Length > 0 && !StoreNames.IsValid(prefix))
        {
            throw new BackupStoreException(
                $"The prefix in s3://{bucket} is made of letters, digits, '-', '_' and '.', with '/' between its "
                    + $"parts. {Form}"
            );
        }

        return options
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(new S3Location(bucket, prefix), With);
    }

    /// <summary>For people.</summary>
    public override string ToString() => Prefix.Length == 0 ? $"s3://{Bucket}" : $"s3://{Bucket}/{Prefix}";

    /// <summary>The server that a text names.</summary>
    /// <exception cref="BackupStoreException">It names none.</exception>
    public static Uri Server(string text, string where) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo: "", Query: "" }
            ? uri
            : throw new BackupStoreException(
                $"{where} is to be a server's URL, without credentials: https://host:port."
            );

    private static S3Location With(S3Location location, string option)
    {
        var (name, value) = option.Split('=', 2) is [var left, var right]
            ? (left, Uri.UnescapeDataString(right))
            : (option, "");
        return name switch
        {
            "endpoint" => location with { Endpoint = Server(value, "The option endpoint of the S3 store") },
            "region" when value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') => location with
            {
                Region = value,
            },
            "path-style" when bool.TryParse(value, out var style) => location with { PathStyle = style },
            "ca" when value.Length > 0 => location with { CaFile = value },
            "tags" when bool.TryParse(value, out var tags) => location with { Tags = tags },
            "part-mib"
                when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var mib)
                    && mib is >= 5 and <= 64 => location with
            {
                PartBytes = mib << 20,
            },
            "endpoint" or "region" or "path-style" or "ca" or "tags" or "part-mib" => throw new BackupStoreException(
                $"The option {name} of the S3 store has a value that it does not take: a region's name, true or false "
                    + $"for path-style and tags, 5 to 64 for part-mib, a file for ca."
            ),
            _ => throw new BackupStoreException(
                "The URL of the S3 store has an option that is not known. Known are endpoint, region, path-style, ca, "
                    + "tags and part-mib; credentials have no place there."
            ),
        };
    }
}
