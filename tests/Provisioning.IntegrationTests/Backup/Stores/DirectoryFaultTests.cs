using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.IntegrationTests.Faults;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup.Stores;

/// <summary>A store in a folder while system calls fail, or the process is killed at them: an object that is seen is whole, and one that was answered for is seen.</summary>
public sealed partial class DirectoryFaultTests
{
    private const int Bytes = 200_000;
    private const int Seed = 7;
    private const string Name = "sets/b/new.dbk";

    // What an upload and a deletion do to the disk.
    private const string Calls = "openat,mkdir,pwrite64,write,fsync,renameat2,link,unlink,rmdir,flock";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Faults =>
        [.. from call in Calls.Split(',') from fault in (string[])["error=EIO", "error=ENOSPC", "signal=KILL"] select (call, fault)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_object_is_seen_whole_or_not_at_all(string call, string fault)
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test break system calls");
        var hits = 0;
        foreach (var at in await PlacesAsync(call, ["put", "{store}", Name, $"{Bytes}", $"{Seed}"]))
        {
            using var folder = new TestFolder();
            await OldAsync(folder);

            var (run, hit) = await BreakAsync(call, fault, at, ["put", folder.Path, Name, $"{Bytes}", $"{Seed}"]);
            hits += hit;

            var listed = (await StoreTool.RunAsync(Token, "list", folder.Path)).Output;
            Assert.Contains("sets/a/old.dbk 1000\n", listed, StringComparison.Ordinal);
            var isSeen = listed.Contains(Name, StringComparison.Ordinal);
            Assert.True(isSeen || run.ExitCode != 0, $"{call} {at} {fault}: answered for, and not there");
            if (isSeen)
            {
                Assert.Equal(StoreTool.Hash(Bytes, Seed), (await StoreTool.RunAsync(Token, "get", folder.Path, Name)).Output.Trim());
                // Only a process that was killed, or that broke down elsewhere, may have been about to say so.
                Assert.True(run.ExitCode == 0 || fault == "signal=KILL" || hit == 0, $"{call} {at} {fault}: seen, though it failed: {run.Errors}");
            }

            Assert.Equal(0, (await StoreTool.RunAsync(Token, "collect", folder.Path)).ExitCode);
            Assert.Empty(folder.Unfinished);
            var again = await StoreTool.RunAsync(Token, "put", folder.Path, isSeen ? "sets/b/other.dbk" : Name, $"{Bytes}", $"{Seed}");
            Assert.True(again.ExitCode == 0, again.Errors);
        }

        Assert.True(hits > 0 || call is "link" or "unlink" or "rmdir" or "write", $"{call} was never broken");
    }

    [Theory]
    [InlineData("unlink")]
    [InlineData("rmdir")]
    [InlineData("fsync")]
    [InlineData("openat")]
    public async Task An_object_whose_deletion_fails_is_there_whole_or_is_gone(string call)
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test break system calls");
        foreach (var at in await PlacesAsync(call, ["delete", "{store}", "sets/a/old.dbk"]))
        {
            foreach (var fault in (string[])["error=EIO", "signal=KILL"])
            {
                using var folder = new TestFolder();
                await OldAsync(folder);

                var (run, _) = await BreakAsync(call, fault, at, ["delete", folder.Path, "sets/a/old.dbk"]);

                var isSeen = (await StoreTool.RunAsync(Token, "list", folder.Path)).Output.Contains("sets/a/old.dbk 1000", StringComparison.Ordinal);
                Assert.False(isSeen && run.ExitCode == 0, $"{call} {at} {fault}: said to be deleted, and there");
                Assert.Equal(0, (await StoreTool.RunAsync(Token, "delete", folder.Path, "sets/a/old.dbk")).ExitCode);
                Assert.Equal("", (await StoreTool.RunAsync(Token, "list", folder.Path)).Output);
            }
        }
    }

    [Fact]
    public async Task A_file_system_that_cannot_rename_without_overwriting_gets_a_second_name_for_the_file()
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test break system calls");
        using var folder = new TestFolder();

        var (run, hits) = await BreakAsync("renameat2", "error=EINVAL", 1, ["put", folder.Path, Name, $"{Bytes}", $"{Seed}"]);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(1, hits);
        Assert.Equal(StoreTool.Hash(Bytes, Seed), (await StoreTool.RunAsync(Token, "get", folder.Path, Name)).Output.Trim());
        Assert.Empty(folder.Unfinished);
        var (taken, _) = await BreakAsync("renameat2", "error=ENOSYS", 1, ["put", folder.Path, Name, "1", "1"]);
        Assert.Equal(1, taken.ExitCode);
        Assert.Equal($"{Name} {Bytes}\n", (await StoreTool.RunAsync(Token, "list", folder.Path)).Output);
    }

    [Fact]
    public async Task A_process_killed_at_any_moment_leaves_a_whole_object_or_none()
    {
        const int big = 20_000_000;
        var random = new Random(Seed);
        var since = Stopwatch.GetTimestamp();
        using (var clean = new TestFolder())
        {
            Assert.Equal(0, (await StoreTool.RunAsync(Token, "put", clean.Path, Name, $"{big}", $"{Seed}")).ExitCode);
        }

        var whole = Stopwatch.GetElapsedTime(since);
        for (var attempt = 0; attempt < (Ladder.IsFull ? 200 : 20); attempt++)
        {
            using var folder = new TestFolder();
            using var process = Process.Start(StoreTool.Command(["put", folder.Path, Name, $"{big}", $"{Seed}"]))!;
            await Task.Delay(whole * random.NextDouble(), Token);
            process.Kill();
            await process.WaitForExitAsync(Token);

            var listed = (await StoreTool.RunAsync(Token, "list", folder.Path)).Output;

            Assert.True(listed is "" || listed == $"{Name} {big}\n", listed);
            if (listed.Length > 0)
            {
                Assert.Equal(StoreTool.Hash(big, Seed), (await StoreTool.RunAsync(Token, "get", folder.Path, Name)).Output.Trim());
            }

            Assert.Equal(0, (await StoreTool.RunAsync(Token, "collect", folder.Path)).ExitCode);
            Assert.Empty(folder.Unfinished);
        }
    }

    private static async Task OldAsync(TestFolder folder) =>
        Assert.Equal(0, (await StoreTool.RunAsync(Token, "put", folder.Path, "sets/a/old.dbk", "1000", "1")).ExitCode);

    // Which of the call's occurrences touch the store. They are counted by thread, because strace breaks them by thread.
    private static async Task<IReadOnlyList<int>> PlacesAsync(string call, string[] arguments)
    {
        using var folder = new TestFolder();
        await OldAsync(folder);
        var log = Path.GetTempFileName();
        await StoreTool.RunAsync(
            StoreTool.Command([.. arguments.Select(argument => argument == "{store}" ? folder.Path : argument)], ["strace", "-f", "-qq", "-y", "-o", log, "-e", $"trace={call}"]), Token);
        var places = new SortedSet<int>();
        var counts = new Dictionary<string, int>();
        foreach (var line in (await File.ReadAllLinesAsync(log, Token)).Where(line => Began().IsMatch(line)))
        {
            var thread = line.Split(' ')[0];
            counts[thread] = counts.GetValueOrDefault(thread) + 1;
            if (line.Contains(folder.Path, StringComparison.Ordinal))
            {
                places.Add(counts[thread]);
            }
        }

        File.Delete(log);
        return [.. places];
    }

    private static async Task<(ProvisionRun Run, int Hits)> BreakAsync(string call, string fault, int at, string[] arguments)
    {
        var log = Path.GetTempFileName();
        var run = await StoreTool.RunAsync(
            StoreTool.Command(
                arguments,
                ["strace", "-f", "-qq", "-y", "-o", log, "-e", $"trace={call}", "-e", $"inject={call}:{fault}:when={at.ToString(CultureInfo.InvariantCulture)}"]),
            Token);
        var lines = await File.ReadAllLinesAsync(log, Token);
        File.Delete(log);
        // The runtime's own calls count as well, and are not what this is about.
        return (run, fault == "signal=KILL" ? (run.ExitCode == 137 ? 1 : 0)
            : lines.Count(line => line.Contains("(INJECTED)", StringComparison.Ordinal) && line.Contains(arguments[1], StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^\d+ +\w+\(", RegexOptions.None, 1000)]
    private static partial Regex Began();
}
