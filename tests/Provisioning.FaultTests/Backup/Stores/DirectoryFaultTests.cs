using System.Diagnostics;
using Provisioning.Backup.Stores.Directories;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup.Stores;

/// <summary>A store in a folder while system calls fail, or the process is killed at them: an object that is seen is
/// whole, and one that was answered for is seen.</summary>
public sealed class DirectoryFaultTests
{
    private const int Bytes = 200_000;
    private const int Seed = 7;
    private const string Name = "sets/b/new.dbk";

    // What an upload and a deletion do to the disk.
    private const string Calls = "openat,mkdir,pwrite64,write,fsync,renameat2,link,unlink,rmdir,flock";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Faults =>
        [
            .. from call in Calls.Split(',')
            from fault in (string[])["error=EIO", "error=ENOSPC", "signal=KILL"]
            select (call, fault),
        ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_object_is_seen_whole_or_not_at_all(string call, string fault)
    {
        Strace.Require();
        var hits = 0;
        foreach (var at in await PlacesAsync(call, ["put", "{store}", Name, $"{Bytes}", $"{Seed}"]))
        {
            using var folder = new TestFolder();
            await OldAsync(folder);

            var (run, hit) = await BreakAsync(call, fault, at, ["put", folder.Path, Name, $"{Bytes}", $"{Seed}"]);
            hits += hit;

            var listed = await ListAsync(folder);
            Assert.Contains("sets/a/old.dbk 1000\n", listed, StringComparison.Ordinal);
            var isSeen = listed.Contains(Name, StringComparison.Ordinal);
            Assert.True(isSeen || run.ExitCode != 0, $"{call} {at} {fault}: answered for, and not there");
            if (isSeen)
            {
                Assert.Equal(StoreTool.Hash(Bytes, Seed), await HashAsync(folder, Name));
                // Only a process that was killed, or that broke down elsewhere, may have been about to say so.
                Assert.True(
                    run.ExitCode == 0 || fault == "signal=KILL" || hit == 0,
                    $"{call} {at} {fault}: seen, though it failed: {run.Errors}"
                );
            }

            await CollectAsync(folder);
            Assert.Empty(folder.Unfinished);
            await PutAsync(folder, isSeen ? "sets/b/other.dbk" : Name, Bytes, Seed);
            FaultTable.Add(
                $"B6 an object is put: {call}",
                $"{fault.Split('=')[1]}: {(isSeen ? "whole" : "not there")}"
            );
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
        Strace.Require();
        foreach (var at in await PlacesAsync(call, ["delete", "{store}", "sets/a/old.dbk"]))
        {
            foreach (var fault in (string[])["error=EIO", "signal=KILL"])
            {
                using var folder = new TestFolder();
                await OldAsync(folder);

                var (run, _) = await BreakAsync(call, fault, at, ["delete", folder.Path, "sets/a/old.dbk"]);

                var isSeen = (await ListAsync(folder)).Contains("sets/a/old.dbk 1000", StringComparison.Ordinal);
                Assert.False(isSeen && run.ExitCode == 0, $"{call} {at} {fault}: said to be deleted, and there");
                await new DirectoryStore(folder.Path).DeleteAsync("sets/a/old.dbk", Token);
                Assert.Equal("", await ListAsync(folder));
                FaultTable.Add(
                    $"B6 an object is deleted: {call}",
                    $"{fault.Split('=')[1]}: {(isSeen ? "whole" : "gone")}"
                );
            }
        }
    }

    [Fact]
    public async Task A_file_system_that_cannot_rename_without_overwriting_gets_a_second_name_for_the_file()
    {
        Strace.Require();
        using var folder = new TestFolder();

        var (run, hits) = await BreakAsync(
            "renameat2",
            "error=EINVAL",
            1,
            ["put", folder.Path, Name, $"{Bytes}", $"{Seed}"]
        );

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(1, hits);
        Assert.Equal(StoreTool.Hash(Bytes, Seed), await HashAsync(folder, Name));
        Assert.Empty(folder.Unfinished);
        var (taken, _) = await BreakAsync("renameat2", "error=ENOSYS", 1, ["put", folder.Path, Name, "1", "1"]);
        Assert.Equal(1, taken.ExitCode);
        Assert.Equal($"{Name} {Bytes}\n", await ListAsync(folder));
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

            var listed = await ListAsync(folder);

            Assert.True(listed is "" || listed == $"{Name} {big}\n", listed);
            if (listed.Length > 0)
            {
                Assert.Equal(StoreTool.Hash(big, Seed), await HashAsync(folder, Name));
            }

            await CollectAsync(folder);
            Assert.Empty(folder.Unfinished);
        }
    }

    private static async Task OldAsync(TestFolder folder) => await PutAsync(folder, "sets/a/old.dbk", 1000, 1);

    private static async Task PutAsync(TestFolder folder, string name, int bytes, int seed)
    {
        await using var upload = await new DirectoryStore(folder.Path).CreateAsync(name, Token);
        await upload.WriteAsync(StoreTool.Content(bytes, seed), Token);
        await upload.CompleteAsync(Token);
    }

    private static async Task<string> ListAsync(TestFolder folder)
    {
        var lines = new List<string>();
        await foreach (var item in new DirectoryStore(folder.Path).ListAsync("", Token))
        {
            lines.Add($"{item.Name} {item.Bytes}\n");
        }

        return string.Concat(lines);
    }

    private static async Task<string> HashAsync(TestFolder folder, string name)
    {
        await using var from = await new DirectoryStore(folder.Path).OpenAsync(name, Token);
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(from, Token));
    }

    private static Task<int> CollectAsync(TestFolder folder) =>
        new DirectoryStore(folder.Path).CollectGarbageAsync(DateTimeOffset.MaxValue, Token);

    // Which of the call's occurrences touch the store.
    private static async Task<IReadOnlyList<int>> PlacesAsync(string call, string[] arguments)
    {
        using var folder = new TestFolder();
        await OldAsync(folder);
        return await Strace.PlacesAsync(
            StoreTool.Command([.. arguments.Select(argument => argument == "{store}" ? folder.Path : argument)]),
            call,
            folder.Path,
            Token
        );
    }

    private static async Task<(ProvisionRun Run, int Hits)> BreakAsync(
        string call,
        string fault,
        int at,
        string[] arguments
    )
    {
        var (run, hits, _) = await Strace.BreakAsync(
            StoreTool.Command(arguments),
            call,
            fault,
            at,
            arguments[1],
            Token
        );
        return (run, hits);
    }
}
