using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>A restore that names a moment instead of a set.</summary>
public sealed class RestoreToTimeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_set_from_before_the_moment_is_restored_and_its_distance_reported()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var first = await folder.JsonAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var before = await folder.SnapshotAsync();
        var moment = Now();
        await folder.ExecuteAsync("DELETE FROM agent_responses");
        var second = await folder.JsonAsync(
            "backup create --system towow --url @db --to @repo --key-file @key --incremental"
        );

        var restored = await folder.JsonAsync(
            $"restore --system towow --from @repo --key-file @key --to-time {moment} --into sqlite:///copy.db"
        );
        var exact = await folder.JsonAsync(
            $"restore --system towow --from @repo --key-file @key --to-time {restored["moment"]} --into "
                + $"sqlite:///exact.db"
        );
        var newest = await folder.JsonAsync(
            $"restore --system towow --from @repo --key-file @key --to-time {Now()} --into sqlite:///newest.db"
        );
        var said = await folder.SucceedAsync(
            $"restore --system towow --from @repo --key-file @key --to-time {moment} --into sqlite:///said.db"
        );

        Assert.Equal($"{first["set"]}", $"{restored["set"]}");
        Assert.Equal(before, await folder.SnapshotAsync(folder.Path("copy.db")));
        Assert.InRange((double)restored["seconds_before"]!, 0, 600);
        Assert.Equal((restored["set"]!.ToString(), 0.0), (exact["set"]!.ToString(), (double)exact["seconds_before"]!));
        Assert.Equal($"{second["set"]}", $"{newest["set"]}");
        Assert.Matches("It is of 20.*Z, [0-9.]+ (seconds|minutes) before 20", said);
    }

    [Fact]
    public async Task One_table_goes_back_to_a_moment_too()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var before = await folder.SnapshotAsync();
        var moment = Now();
        await folder.ExecuteAsync("DELETE FROM agent_responses");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");

        await folder.SucceedAsync(
            $"restore --system towow --url @db --from @repo --table agent_responses --to-time {moment}"
        );

        Assert.Equal(before, await folder.SnapshotAsync());
    }

    [Fact]
    public async Task A_moment_that_no_set_is_of_is_refused()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        const string Restore = "restore --system towow --from @repo --into sqlite:///copy.db --to-time";

        Assert.Contains(
            "The first backup of towow",
            await folder.FailAsync(1, $"{Restore} 2020-01-01T00:00:00Z"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "still to come",
            await folder.FailAsync(1, $"{Restore} 2999-01-01T00:00:00+01:00"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--to-time takes a moment",
            await folder.FailAsync(2, $"{Restore} 2020-01-01T00:00:00"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not both",
            await folder.FailAsync(2, $"{Restore} {Now()} --set latest"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no backup of nova",
            await folder.FailAsync(1, $"restore --system nova --from @repo --into sqlite:///copy.db --to-time {Now()}"),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(folder.Root, "copy.db*"));
    }

    [Fact]
    public async Task A_damaged_set_that_may_be_the_one_is_not_passed_over()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        // Ids have the second that a set was begun in.
        await Task.Delay(TimeSpan.FromSeconds(1.1), Token);
        var moment = Now();
        await Task.Delay(TimeSpan.FromSeconds(1.1), Token);
        var second = await folder.JsonAsync("backup create --system towow --url @db --to @repo");
        await File.AppendAllTextAsync(
            folder.Path("repository", "sets", $"{second["set"]}", "manifest.json"),
            "x",
            Token
        );

        var said = await folder.FailAsync(
            7,
            $"restore --system towow --from @repo --into sqlite:///copy.db --to-time {Now()}"
        );
        await folder.SucceedAsync($"restore --system towow --from @repo --into sqlite:///copy.db --to-time {moment}");

        Assert.Contains($"set {second["set"]} is damaged", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_a_server_is_answered_with_the_command_that_brings_it_back()
    {
        await using var folder = await BackupFolder.CreateAsync();
        Directory.CreateDirectory(folder.Path("server"));
        await File.WriteAllTextAsync(folder.Path("server", "pitr.json"), "{}", Token);

        var said = await folder.FailAsync(
            2,
            "restore --system towow --from @root/server --into sqlite:///copy.db --to-time 2026-01-31T12:00:00+01:00"
        );

        Assert.Contains(
            $"provision pitr restore --from {folder.Path("server")} --time \"2026-01-31T11:00:00Z\" --to FOLDER",
            said,
            StringComparison.Ordinal
        );
    }

    private static string Now() =>
        DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
