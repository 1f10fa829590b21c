using System.Diagnostics;
using System.Globalization;
using Provisioning.IntegrationTests.Faults;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>Runs that are killed, or that the disk fails, leave no set that is not whole, and lose none that was.</summary>
public sealed class BackupKillTests
{
    // Printed where it fails, so that the points can be tried again.
    private const int Seed = 20261125;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Commands =>
    [
        "backup create --system towow --url @db --to @repo --key-file @key",
        "backup create --system towow --url @db --to @repo --key-file @key --incremental",
        "backup prune --from @repo --key-file @key --keep-last 1 --apply",
        "restore --system towow --url @db --from @repo --key-file @key --force",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_killed_at_any_moment_leaves_whole_sets_and_the_next_one_goes_on(string line)
    {
        var random = new Random(Seed);
        await using var folder = await PreparedAsync();
        var start = Stopwatch.GetTimestamp();
        await folder.SucceedAsync(line);
        var whole = Stopwatch.GetElapsedTime(start);

        for (var attempt = 0; attempt < (Ladder.IsFull ? 50 : 3); attempt++)
        {
            await folder.ExecuteAsync($"UPDATE agent_profiles SET name = 'attempt {attempt}'");
            var before = await folder.SnapshotAsync();
            var point = whole * random.NextDouble();
            await using (var killed = ProvisionProcess.Start(Words(folder, line), new() { WorkingDirectory = folder.Root }))
            {
                await Task.Delay(point, Token);
                await killed.SendAsync(Signal.Kill);
                await killed.WaitAsync(Token);
            }

            await EnsureSoundAsync(folder, line, before, $"killed after {point.TotalMilliseconds:0} ms (seed {Seed}, attempt {attempt})");
        }
    }

    [Theory]
    [InlineData("fsync", "EIO")]
    [InlineData("fsync", "ENOSPC")]
    [InlineData("renameat2", "EIO")]
    [InlineData("renameat2", "ENOSPC")]
    [InlineData("mkdir", "ENOSPC")]
    public async Task A_disk_that_fails_once_makes_the_run_fail_or_the_set_be_whole(string call, string error)
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test fail a system call");
        await using var folder = await PreparedAsync();
        const string Line = "backup create --system towow --url @db --to @repo --key-file @key";
        var log = folder.Path("trace");
        await TraceAsync(folder, Line, "-o", log, "-e", $"trace={call}");
        var count = (await File.ReadAllLinesAsync(log, Token)).Count(line => line.Contains($"{call}(", StringComparison.Ordinal));
        Assert.InRange(count, 1, 200);

        var steps = Enumerable.Range(1, count).Where(at => Ladder.IsFull || at % Math.Max(1, count / 2) == 0);
        foreach (var at in steps)
        {
            var before = await SetsAsync(folder);
            var code = await TraceAsync(folder, Line, "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:error={error}:when={at.ToString(CultureInfo.InvariantCulture)}");
            var after = await SetsAsync(folder);

            Assert.True(code != 0 || after == before + 1, $"{call} number {at} failed with {error}, the exit code was 0, and there is no set");
            await EnsureSoundAsync(folder, Line, await folder.SnapshotAsync(), $"{call} number {at} of {count} failed with {error}");
        }
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("renameat2")]
    [InlineData("unlink,unlinkat")]
    [InlineData("pwrite64")]
    public async Task A_run_killed_at_a_system_call_leaves_whole_sets(string call)
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test kill a run at a system call");
        foreach (var line in Commands.Select(row => row.Data))
        {
            await using var folder = await PreparedAsync();
            var log = folder.Path("trace");
            await TraceAsync(folder, line, "-o", log, "-e", $"trace={call}");
            var count = (await File.ReadAllLinesAsync(log, Token)).Count(text => text.Contains('(', StringComparison.Ordinal));
            foreach (var at in Enumerable.Range(1, count).Where(at => Ladder.IsFull || at == count / 2))
            {
                await folder.ExecuteAsync($"UPDATE agent_profiles SET name = 'at {at}'");
                var before = await folder.SnapshotAsync();
                await TraceAsync(folder, line, "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={at.ToString(CultureInfo.InvariantCulture)}");
                await EnsureSoundAsync(folder, line, before, $"{line}: killed at {call} number {at} of {count}");
            }
        }
    }

    private static async Task<BackupFolder> PreparedAsync()
    {
        var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key --incremental");
        return folder;
    }

    // Everything that is listed is whole, something is, the next runs go well, and nothing is left that belongs to no set.
    private static async Task EnsureSoundAsync(BackupFolder folder, string line, string before, string what)
    {
        var verified = await folder.RunAsync("backup verify --system towow --url @db --from @repo --key-file @key --level 3");
        Assert.True(verified.ExitCode == 0, $"{what}: {verified.Output}{verified.Errors}");
        Assert.NotEqual(0, await SetsAsync(folder));
        if (!line.StartsWith("restore", StringComparison.Ordinal))
        {
            Assert.Equal(before, await folder.SnapshotAsync());
        }

        await folder.SucceedAsync("backup gc --from @repo --key-file @key");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var needed = new HashSet<string>(StringComparer.Ordinal) { "repo.json" };
        var repository = await Provisioning.Backup.Repository.BackupRepository.OpenAsync(
            new Provisioning.Backup.Stores.DirectoryStore(folder.Repository), Provisioning.Backup.Sealing.BackupKeyring.Empty, Token);
        foreach (var manifest in (await repository.ListAsync(Token)).Select(set => set.Manifest!))
        {
            needed.Add($"sets/{manifest.Id}/manifest.json");
            needed.UnionWith(manifest.Objects.Select(item => item.Name));
        }

        // Uploads that were cut are swept up a day later.
        Assert.DoesNotContain(folder.Files(), file => !needed.Contains(file) && !file.StartsWith("prunes", StringComparison.Ordinal) && !file.Contains(".unfinished-", StringComparison.Ordinal));
        foreach (var partial in Directory.GetFiles(folder.Root, "*.partial*"))
        {
            File.Delete(partial);
        }
    }

    private static async Task<int> SetsAsync(BackupFolder folder) => (await folder.JsonAsync("backup list --from @repo"))["sets"]!.AsArray().Count;

    private static string[] Words(BackupFolder folder, string line) =>
        [.. line.Split(' ').Select(word => word.Replace("@db", folder.Url, StringComparison.Ordinal).Replace("@repo", folder.Repository, StringComparison.Ordinal).Replace("@key", folder.KeyFile, StringComparison.Ordinal))];

    private static async Task<int> TraceAsync(BackupFolder folder, string line, params string[] options)
    {
        var command = new ProvisionOptions { WorkingDirectory = folder.Root }.Command(Words(folder, line));
        var start = Shell.Redirected(["strace", "-f", "-qq", .. options, command.FileName, .. command.ArgumentList]);
        start.WorkingDirectory = command.WorkingDirectory;
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        await output;
        return process.ExitCode;
    }
}
