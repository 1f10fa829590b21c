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
        await using var folder = await PreparedAsync();
        var before = await folder.SnapshotAsync();
        await using (var killed = await StoppedAsync(folder, "killed.db"))
        {
            await killed.SendAsync(Signal.Kill);
            await killed.WaitAsync(Token);
        }

        var dead = Assert.Single(Unfinished(folder));
        await using var living = await StoppedAsync(folder, "living.db");
        var used = Assert.Single(Unfinished(folder));
        Assert.NotEqual(dead, used);
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
        await using var folder = await PreparedAsync();
        await using var second = await StoppedAsync(folder, "copy.db");
        await folder.SucceedAsync("restore --system towow --from @repo --into sqlite:///@root/copy.db");
        await folder.ExecuteAsync("CREATE TABLE written_since (a)", folder.Path("copy.db"));

        await ContinueAsync(second);
        var run = await second.WaitAsync(Token);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("was empty when the restore began, and has ", run.Errors, StringComparison.Ordinal);
        await folder.ExecuteAsync("SELECT * FROM written_since", folder.Path("copy.db"));
        Assert.Empty(Unfinished(folder));
    }

    // Large enough that a restore can be stopped on its way.
    private static async Task<BackupFolder> PreparedAsync()
    {
        var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync("UPDATE agent_profiles SET name = hex(randomblob(2000000)) WHERE rowid <= 10");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        return folder;
    }

    // A restore that is stopped while its file is unfinished; one that was done before it could be is run again.
    private static async Task<ProvisionProcess> StoppedAsync(BackupFolder folder, string file)
    {
        var known = Unfinished(folder);
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var process = ProvisionProcess.Start(
                folder.Words($"restore --system towow --from @repo --into sqlite:///@root/{file}"),
                new() { WorkingDirectory = folder.Root, Timeout = TimeSpan.FromMinutes(3) }
            );
            var end = process.WaitAsync(Token);
            while (!end.IsCompleted && !IsBegun(folder, known))
            {
                await Task.Delay(1, Token);
            }

            if (!end.IsCompleted)
            {
                await SendAsync(process, "-STOP");
                if (IsBegun(folder, known) && !File.Exists(folder.Path(file)))
                {
                    return process;
                }

                await ContinueAsync(process);
            }

            await end;
            await process.DisposeAsync();
            File.Delete(folder.Path(file));
        }

        throw new InvalidOperationException("No restore could be stopped before its end.");
    }

    private static bool IsBegun(BackupFolder folder, string[] known) =>
        Unfinished(folder)
            .Except(known, StringComparer.Ordinal)
            .Any(path => File.Exists(Path.Combine(path, "restored.db")));

    private static string[] Unfinished(BackupFolder folder) =>
        Directory.GetDirectories(folder.Root, "provisioning_temporary_*");

    private static Task ContinueAsync(ProvisionProcess process) => SendAsync(process, "-CONT");

    private static async Task SendAsync(ProvisionProcess process, string signal) =>
        Assert.True(await Shell.SucceedsAsync("kill", signal, process.Id.ToString(CultureInfo.InvariantCulture)));
}
