using System.Diagnostics;
using Provisioning.Backup;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores.Directories;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>Runs that are killed, or that the disk fails, leave no set that is not whole, and lose none that
/// was.</summary>
public sealed class BackupKillTests
{
    // Printed where it fails, so that the points can be tried again.
    private const int Seed = 20261125;

    private const string Create = "backup create --system towow --url @db --to @repo --key-file @key";
    private const string Increment = $"{Create} --incremental";
    private const string Prune = "backup prune --from @repo --key-file @key --keep-last 1 --apply";
    private const string Restore = "restore --system towow --url @db --from @repo --key-file @key --force";

    private static readonly string[] Lines = [Create, Increment, Prune, Restore];

    // What they do to the repository and to the database.
    private static readonly string[] Broken =
    [
        "openat",
        "mkdir",
        "pwrite64,write",
        "fsync,fdatasync",
        "renameat2,rename",
        "unlink,unlinkat,rmdir",
    ];

    private static readonly SnapshotRequest Request = new(BackupProfile.Default, new());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Commands => [.. Lines];

    public static TheoryData<string, string> Calls => [.. from line in Lines from calls in Broken select (line, calls)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_killed_at_any_moment_leaves_whole_sets_and_the_next_one_goes_on(string line)
    {
        var random = new Random(Seed);
        await using var folder = await PreparedAsync();
        var start = Stopwatch.GetTimestamp();
        await folder.SucceedAsync(line);
        var (whole, kept) = (Stopwatch.GetElapsedTime(start), await folder.SnapshotAsync());

        for (var attempt = 0; attempt < (Ladder.IsFull ? 50 : 5); attempt++)
        {
            var before = await ChangedAsync(folder, $"attempt {attempt}");
            var point = whole * random.NextDouble();
            await using (
                var killed = ProvisionProcess.Start(folder.Words(line), new() { WorkingDirectory = folder.Root })
            )
            {
                await Task.Delay(point, Token);
                await killed.SendAsync(Signal.Kill);
                await killed.WaitAsync(Token);
            }

            kept = await EnsureSoundAsync(
                folder,
                line == Restore ? [before, kept] : [before],
                $"{line}: killed after {point.TotalMilliseconds:0} ms (seed {Seed}, attempt {attempt})"
            );
            FaultTable.Add($"B5 killed at a random moment: {Name(line)}", "every set whole");
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_run_that_is_broken_at_a_system_call_leaves_whole_sets(string line, string calls)
    {
        Strace.Require();
        await using var folder = await PreparedAsync();
        var places = await Strace.PlacesAsync(Command(folder, line), calls, $"{folder.Root}/", Token);
        var kept = await folder.SnapshotAsync();
        foreach (var (number, fault) in ((string[])["signal=KILL", "error=EIO", "error=ENOSPC"]).Index())
        {
            // All of them, or each fault at a few places of its own.
            foreach (var at in places.Where((_, index) => Ladder.IsFull || index % 9 == number * 3))
            {
                // Threads do not get the same calls in every run: a place that is missed is tried again.
                for (var (attempt, isHit) = (0, false); attempt < (Ladder.IsFull ? 3 : 1) && !isHit; attempt++)
                {
                    (isHit, kept) = await BreakAsync(folder, line, (calls, fault, at), kept);
                }
            }
        }
    }

    private static async Task<(bool IsHit, string Kept)> BreakAsync(
        BackupFolder folder,
        string line,
        (string Calls, string Fault, int At) place,
        string kept
    )
    {
        var before = await ChangedAsync(folder, $"{place}");
        var sets = (await ListAsync(folder)).Count;

        var (run, hits, hitsOthers) = await Strace.BreakAsync(
            Command(folder, line),
            place.Calls,
            place.Fault,
            place.At,
            $"{folder.Root}/",
            Token
        );

        var what = $"{line}: {place}: exit {run.ExitCode} {run.Errors}";
        Assert.True(hitsOthers || !run.Errors.Contains("defect", StringComparison.Ordinal), what);
        Assert.True(
            run.ExitCode != 0
                || !line.StartsWith("backup create", StringComparison.Ordinal)
                || (await ListAsync(folder)).Count == sets + 1,
            $"answered for, and not there: {what}"
        );
        kept = await EnsureSoundAsync(folder, line == Restore ? [before, kept] : [before], what);
        var outcome = run.ExitCode switch
        {
            _ when hits == 0 => "not reached",
            0 => "went well",
            137 => "killed, every set whole",
            _ => "failed, every set whole",
        };
        FaultTable.Add(
            $"{(place.Fault is "signal=KILL" ? "B5 killed at a system call" : $"B6 {place.Fault[6..]}")}: {Name(line)}",
            outcome
        );
        return (hits > 0, kept);
    }

    private static string Name(string line) =>
        line == Increment ? "create --incremental"
        : line.StartsWith("backup", StringComparison.Ordinal) ? line.Split(' ')[1]
        : "restore";

    private static ProcessStartInfo Command(BackupFolder folder, string line) =>
        new ProvisionOptions { WorkingDirectory = folder.Root }.Command(folder.Words(line));

    private static async Task<BackupFolder> PreparedAsync()
    {
        var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync(Create);
        await folder.SucceedAsync(Increment);
        return folder;
    }

    // A database that no set has yet, and its content.
    private static async Task<string> ChangedAsync(BackupFolder folder, string what)
    {
        await folder.ExecuteAsync($"UPDATE agent_profiles SET name = '{what}'");
        return await folder.SnapshotAsync();
    }

    private static async Task<IReadOnlyList<BackupSet>> ListAsync(BackupFolder folder) =>
        await (
            await BackupRepository.OpenAsync(new DirectoryStore(folder.Repository), BackupKeyring.Empty, Token)
        ).ListAsync(Token);

    // Everything that is listed is whole, something is, the database has one of these contents, the next runs go well,
    // and nothing is left that belongs to no set.
    private static async Task<string> EnsureSoundAsync(BackupFolder folder, IReadOnlyList<string> contents, string what)
    {
        var (store, keys, engine) = (
            new DirectoryStore(folder.Repository),
            BackupKeyring.Load([folder.KeyFile], passphraseFile: null),
            BackupEngines.For(DatabaseUrl.Parse(folder.Url))
        );
        var repository = await BackupRepository.OpenAsync(store, keys, Token);
        var sets = await repository.ListAsync(Token);
        var verification = new BackupVerification(repository, engine, check: null, TimeProvider.System);
        Assert.True(sets.Count > 0, what);
        Assert.True(await BackupVerification.ListAsync(repository, sets, Token) is { Count: 0 }, what);
        foreach (var set in sets)
        {
            Assert.True(
                (await verification.RunAsync(set.Manifest!, VerifyLevel.Decrypt, Token)).Found is { Count: 0 },
                what
            );
        }

        var content = await folder.SnapshotAsync();
        Assert.True(contents.Contains(content), what);
        await new BackupPruning(store, keys, TimeProvider.System).CollectAsync(breaksLock: false, isDry: false, Token);
        await new BackupCreation([store], keys, TimeProvider.System).RunAsync(engine, new("towow", Request), Token);
        await new BackupPruning(store, keys, TimeProvider.System).PruneAsync(
            new() { Last = 2 },
            breaksLock: false,
            Token
        );
        var needed = new HashSet<string>(StringComparer.Ordinal) { "repo.json" };
        foreach (var manifest in (await ListAsync(folder)).Select(set => set.Manifest!))
        {
            needed.Add($"sets/{manifest.Id}/manifest.json");
            needed.UnionWith(manifest.Objects.Select(item => item.Name));
        }

        // Uploads that were cut are swept up a day later.
        Assert.DoesNotContain(folder.Files(), file =>
            !needed.Contains(file)
            && !file.StartsWith("prunes", StringComparison.Ordinal)
            && !file.StartsWith("heads", StringComparison.Ordinal)
            && !file.Contains(".unfinished-", StringComparison.Ordinal)
        );
        foreach (var partial in Directory.GetFiles(folder.Root, "*.partial*"))
        {
            File.Delete(partial);
        }

        return content;
    }
}
