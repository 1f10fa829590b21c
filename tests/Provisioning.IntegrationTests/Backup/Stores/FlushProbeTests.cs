using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>What the runtime makes of a disk that fails, which is why files are brought to disk by system calls of our
/// own.</summary>
public sealed class FlushProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_runtimes_flush_hides_that_the_disk_failed_or_is_repaired_and_ours_tells()
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test break system calls");
        using var folder = new TestFolder();
        string[] strace =
        [
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=fsync",
            "-e",
            "inject=fsync:error=EIO",
        ];
        Directory.CreateDirectory(folder.Path);

        var runtime = await StoreTool.RunAsync(
            StoreTool.Command(["probe", Path.Combine(folder.Path, "probe")], strace),
            Token
        );
        var ours = await StoreTool.RunAsync(StoreTool.Command(["put", folder.Path, "a", "1000", "1"], strace), Token);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Environment.Version}: FileStream.Flush(true), with fsync failing, {runtime.Output.Trim()}"
        );
        Assert.True(
            runtime.Output is "returned normally\n" || runtime.Output.StartsWith("threw ", StringComparison.Ordinal),
            runtime.Output
        );
        Assert.Equal(1, ours.ExitCode);
        Assert.Contains("Input/output error", ours.Errors, StringComparison.Ordinal);
        Assert.Equal(["probe"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
