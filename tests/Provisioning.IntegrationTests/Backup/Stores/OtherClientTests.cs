using System.Security.Cryptography;
using Provisioning.Backup.Stores;
using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Support.StoreCalls;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>What another program sees in the same bucket.</summary>
public sealed class OtherClientTests(SwiftServer swift)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rclone_reads_what_a_store_has_written_and_a_store_what_rclone_has()
    {
        Assert.SkipUnless(Shell.Has("rclone"), "`apt-get install rclone` lets this test compare with another client");
        var (bucket, endpoint) = await swift.BucketAsync(Token);
        using var folder = new TestFolder();
        await using var store = BackupStores.Open($"s3://{bucket}/pre?part-mib=5&endpoint={endpoint}");
        int[] lengths = [0, 1, 100_000, (5 << 20) + 1, 12_345_678];
        foreach (var length in lengths)
        {
            await PutAsync(store, $"sets/{length}", StoreTool.Content(length, length));
        }

        await RcloneAsync(endpoint, "copy", $":s3:{bucket}/pre", folder.Path);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "theirs"), StoreTool.Content(6_000_000, 1), Token);
        await RcloneAsync(endpoint, "copy", Path.Combine(folder.Path, "theirs"), $":s3:{bucket}/pre");

        foreach (var length in lengths)
        {
            Assert.Equal(
                StoreTool.Hash(length, length),
                Convert.ToHexStringLower(
                    SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "sets", $"{length}"), Token))
                )
            );
        }

        Assert.Equal(StoreTool.Content(6_000_000, 1), await GetAsync(store, "theirs"));
    }

    private static async Task RcloneAsync(string endpoint, params string[] arguments)
    {
        var start = Shell.Redirected([
            "rclone",
            "--config",
            "/dev/null",
            "--s3-provider",
            "Other",
            "--s3-env-auth",
            "--s3-force-path-style",
            "--s3-endpoint",
            endpoint,
            "--s3-upload-cutoff",
            "5M",
            "--s3-chunk-size",
            "5M",
            .. arguments,
        ]);
        start.Environment["AWS_ACCESS_KEY_ID"] = S3Settings.Key;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = S3Settings.Secret;
        var run = await StoreTool.RunAsync(start, Token);
        Assert.True(run.ExitCode == 0, run.Errors);
    }
}
