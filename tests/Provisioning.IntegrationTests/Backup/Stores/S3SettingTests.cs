using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.S3.Model;
using Provisioning.Backup.Stores;
using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Support.StoreCalls;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>How a bucket is reached, and what is told where it cannot be.</summary>
public sealed class S3SettingTests(SwiftServer swift) : IAsyncDisposable
{
    private readonly OwnS3Server _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_may_come_from_the_environment()
    {
        var (bucket, endpoint) = await swift.BucketAsync(Token);

        var put = await RunAsync(
            [("AWS_ENDPOINT_URL", endpoint), .. Credentials],
            "put",
            $"s3://{bucket}",
            "a",
            "10",
            "1"
        );
        var get = await RunAsync(
            [("AWS_ENDPOINT_URL_S3", endpoint), ("AWS_REGION", "us-east-1"), .. Credentials],
            "get",
            $"s3://{bucket}",
            "a"
        );

        Assert.True(put.ExitCode == 0, put.Errors);
        Assert.Equal(StoreTool.Hash(10, 1), get.Output.Trim());
    }

    [Fact]
    public async Task Everything_may_come_from_a_profile()
    {
        var (bucket, endpoint) = await swift.BucketAsync(Token);
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var (config, credentials) = (Path.Combine(folder.Path, "config"), Path.Combine(folder.Path, "credentials"));
        await File.WriteAllTextAsync(
            config,
            $"[profile backups]\nregion = us-east-1\nendpoint_url = {endpoint}\n",
            Token
        );
        await File.WriteAllTextAsync(
            credentials,
            $"[backups]\naws_access_key_id = {S3Settings.Key}\naws_secret_access_key = {S3Settings.Secret}\n",
            Token
        );

        var put = await RunAsync(
            [("AWS_PROFILE", "backups"), ("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", credentials)],
            "put",
            $"s3://{bucket}",
            "a",
            "10",
            "1"
        );

        Assert.True(put.ExitCode == 0, put.Errors);
    }

    [Fact]
    public async Task Credentials_that_are_wrong_or_missing_are_reported_and_not_repeated()
    {
        var (bucket, endpoint) = await swift.BucketAsync(Token);

        var wrong = await RunAsync(
            [
                ("AWS_ENDPOINT_URL", endpoint),
                ("AWS_ACCESS_KEY_ID", "AKIAcanary1"),
                ("AWS_SECRET_ACCESS_KEY", "canary2"),
            ],
            "list",
            $"s3://{bucket}"
        );
        var none = await RunAsync(
            [
                ("AWS_ENDPOINT_URL", endpoint),
                ("HOME", "/nonexistent"),
                ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/c"),
                ("AWS_CONFIG_FILE", "/nonexistent/f"),
            ],
            "list",
            $"s3://{bucket}"
        );

        Assert.Equal((1, 1), (wrong.ExitCode, none.ExitCode));
        Assert.Contains("does not take these credentials", wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", wrong.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("there are no credentials. Set AWS_ACCESS_KEY_ID", none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        var (bucket, endpoint) = await swift.BucketAsync(Token);
        await using var store = BackupStores.Open($"s3://{bucket}x?endpoint={endpoint}");

        Func<Task>[] attempts =
        [
            () => NamesAsync(store, ""),
            () => PutAsync(store, "a", [1]),
            () => store.CollectGarbageAsync(default, Token),
        ];

        foreach (var attempt in attempts)
        {
            var error = await Assert.ThrowsAsync<BackupStoreException>(attempt);
            Assert.Contains($"s3://{bucket}x", error.Message, StringComparison.Ordinal);
            Assert.Contains("there is no such bucket", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("s3:bucket", "not the URL of an S3 store")]
    [InlineData("s3://", "names no bucket")]
    [InlineData("s3://b", "names no bucket")]
    [InlineData("s3://AKIAcanary:canary@bucket/pre", "holds no credentials")]
    [InlineData("s3://bucket/../pre", "The prefix")]
    [InlineData("s3://bucket?secret=canary", "an option that is not known")]
    [InlineData("s3://bucket?endpoint=https://canary:canary@host", "without credentials")]
    [InlineData("s3://bucket?endpoint=ftp://host", "a server's URL")]
    [InlineData("s3://bucket?part-mib=4", "5 to 64")]
    [InlineData("s3://bucket?tags=maybe", "true or false")]
    [InlineData("gs://canary", "is not known")]
    [InlineData("file://host/a", "names no folder on this machine")]
    [InlineData("", "has no name")]
    [InlineData("a\0b", "control character")]
    public void A_text_that_names_no_store_is_refused_without_being_repeated(string text, string why)
    {
        var error = Assert.Throws<BackupStoreException>(() => BackupStores.Open(text));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a/b/", "/a/b")]
    [InlineData("file:///a/b%20c", "/a/b c")]
    [InlineData("file:/a/b", "/a/b")]
    [InlineData("s3://bucket/pre/fix/?region=eu-central-1", "s3://bucket/pre/fix")]
    [InlineData("S3://bucket", "s3://bucket")]
    public async Task A_store_says_where_it_is(string text, string location)
    {
        await using var store = BackupStores.Open(text);

        Assert.Equal(location, store.Location);
    }

    [Fact]
    public async Task A_server_is_trusted_by_the_authority_that_is_named_and_by_no_other()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        using var certificate = SelfSigned();
        var file = Path.Combine(folder.Path, "ca.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Token);
        await using var line = new LineBetween(_server.Endpoint) { Certificate = certificate };

        await using var trusting = BackupStores.Open(
            $"s3://bucket/pre?endpoint={line.Endpoint}&ca={file}",
            new HastyTime()
        );
        await PutAsync(trusting, "a", [1]);
        await using var doubting = BackupStores.Open($"s3://bucket/pre?endpoint={line.Endpoint}", new HastyTime());
        var error = await Assert.ThrowsAsync<BackupStoreException>(() => NamesAsync(doubting, ""));
        var environment = await RunAsync(
            [("AWS_CA_BUNDLE", file), ("AWS_ENDPOINT_URL", line.Endpoint), .. Credentials],
            "list",
            "s3://bucket/pre"
        );

        Assert.Equal([1], _server.Objects["pre/a"]);
        Assert.Contains("certificate is not trusted. AWS_CA_BUNDLE", error.Message, StringComparison.Ordinal);
        Assert.True(environment.ExitCode == 0, environment.Errors);
        Assert.Throws<BackupStoreException>(() => BackupStores.Open($"s3://bucket?ca={file}x"));
    }

    [Fact]
    public async Task Tags_are_kept_for_the_buckets_rules_and_may_be_left_out()
    {
        await using var store = BackupStores.Open(_server.Url("&part-mib=5"));
        await PutAsync(store, "a", [1], "daily");
        await PutAsync(store, "b", new byte[6 << 20], "release");
        await using var without = BackupStores.Open(_server.Url("&tags=false"));
        await PutAsync(without, "c", [1], "daily");

        Assert.Equal(
            [("pre/a", "backup=daily"), ("pre/b", "backup=release")],
            _server.Tags.Select(tag => (tag.Key, tag.Value)).Order()
        );
    }

    [Fact]
    public async Task A_server_that_keeps_no_tags_or_knows_no_conditions_is_no_dead_end()
    {
        _server.Fault = (action, at) =>
            action is S3Action.Put && at == 1 ? new S3Fault.Answer(501, "NotImplemented") : null;
        await using var store = BackupStores.Open(_server.Url());
        await PutAsync(store, "a", [1]);
        Assert.Equal([1], _server.Objects["pre/a"]);

        _server.Fault = (action, _) => action is S3Action.Put ? new S3Fault.Answer(501, "NotImplemented") : null;
        var error = await Assert.ThrowsAsync<BackupStoreException>(() => PutAsync(store, "b", [1], "daily"));
        Assert.Contains("keeps no tags. Add tags=false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_go_over_pages()
    {
        _server.PageLength = 7;
        var names = Enumerable.Range(0, 50).Select(number => $"sets/{number:00}").ToList();
        names.ForEach(name => _server.Objects[$"pre/{name}"] = [1]);
        _server.Objects["pre/not a name"] = [1];
        _server.Objects["prefix"] = [1];
        await using var store = BackupStores.Open(_server.Url());

        Assert.Equal(names, await NamesAsync(store, "sets/"));
        Assert.Equal(names, await NamesAsync(store, ""));
    }

    [Fact]
    public async Task A_real_server_lists_more_than_a_page_and_forgets_abandoned_uploads()
    {
        var (bucket, endpoint) = await swift.BucketAsync(Token);
        await using var store = BackupStores.Open($"s3://{bucket}/pre?endpoint={endpoint}");
        using var client = swift.Client;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1050),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (number, token) =>
                await client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = bucket,
                        Key = $"pre/n{number:0000}",
                        ContentBody = "x",
                        UseChunkEncoding = false,
                    },
                    token
                )
        );
        foreach (var key in (string[])["pre/left", "pre/sets/left", "elsewhere"])
        {
            await client.InitiateMultipartUploadAsync(bucket, key, Token);
        }

        Assert.Equal(1050, (await NamesAsync(store, "")).Count);
        Assert.Equal(0, await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(-24), Token));
        Assert.Equal(2, await store.CollectGarbageAsync(DateTimeOffset.UtcNow.AddHours(1), Token));
        Assert.Equal(
            ["elsewhere"],
            (await client.ListMultipartUploadsAsync(bucket, Token)).MultipartUploads.Select(upload => upload.Key)
        );
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private static (string, string)[] Credentials =>
        [("AWS_ACCESS_KEY_ID", S3Settings.Key), ("AWS_SECRET_ACCESS_KEY", S3Settings.Secret)];

    private static Task<Support.ProvisionRun> RunAsync(
        (string Name, string Value)[] environment,
        params string[] arguments
    )
    {
        var command = StoreTool.Command(arguments);
        foreach (var (name, value) in environment)
        {
            command.Environment[name] = value;
        }

        return StoreTool.RunAsync(command, Token);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
