using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>Restores of SQLite files that are killed, and that run at once.</summary>
public sealed class RestoreKillTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_restore_left_beside_the_file_goes_with_the_next_one_and_a_living_ones_does_not()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var before = await folder.SnapshotAsync();
        string dead;
        await using (var killed = Start(folder, "killed.db"))
        {
            dead = await UnfinishedAsync(folder, []);
            await killed.SendAsync(Signal.Kill);
            await killed.WaitAsync(Token);
        }

        await using var living = Start(folder, "living.db");
        var used = await UnfinishedAsync(folder, [dead]);
        await StopAsync(living);
        // The living one has swept, too.
        Assert.Equal([used], Unfinished(folder));

        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///@root/next.db");

        Assert.Equal([used], Unfinished(folder));
        await ContinueAsync(living);
        var run = await living.WaitAsync(Token);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Empty(Unfinished(folder));
        Assert.Equal(before, await folder.SnapshotAsync(folder.Path("living.db")));
        Assert.Equal(before, await folder.SnapshotAsync(folder.Path("next.db")));
        Assert.False(File.Exists(folder.Path("killed.db")));
    }

    [Fact]
    public async Task Of_two_restores_of_a_new_file_at_once_the_second_replaces_nothing()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await using var second = Start(folder, "copy.db");
        await UnfinishedAsync(folder, []);
        await StopAsync(second);
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///@root/copy.db");
        await folder.ExecuteAsync("CREATE TABLE written_since (a)", folder.Path("copy.db"));

        await ContinueAsync(second);
        var run = await second.WaitAsync(Token);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("was empty when the restore began, and has ", run.Errors, StringComparison.Ordinal);
        await folder.ExecuteAsync("SELECT * FROM written_since", folder.Path("copy.db"));
        Assert.Empty(Unfinished(folder));
    }

    private static ProvisionProcess Start(BackupFolder folder, string file) =>
        ProvisionProcess.Start(
            folder.Words($"restore --system towow --from @repo --into sqlite:///@root/{file}"),
            new() { WorkingDirectory = folder.Root, Timeout = TimeSpan.FromMinutes(3) }
        );

    private static string[] Unfinished(BackupFolder folder) =>
        Directory.GetDirectories(folder.Root, "provisioning_temporary_*");

    private static async Task<string> UnfinishedAsync(BackupFolder folder, string[] known)
    {
        while (true)
        {
            foreach (var found in Unfinished(folder).Except(known, StringComparer.Ordinal))
            {
                if (File.Exists(Path.Combine(found, "restored.db")))
                {
                    return found;
                }
            }

            await Task.Delay(1, Token);
        }
    }

    private static Task StopAsync(ProvisionProcess process) => SendAsync(process, "-STOP");

    private static Task ContinueAsync(ProvisionProcess process) => SendAsync(process, "-CONT");

    private static async Task SendAsync(ProvisionProcess process, string signal) =>
        Assert.True(await Shell.SucceedsAsync("kill", signal, process.Id.ToString(CultureInfo.InvariantCulture)));
}
