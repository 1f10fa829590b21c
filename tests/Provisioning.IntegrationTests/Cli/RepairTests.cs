using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision repair</c> on versions that need a decision.</summary>
public sealed class RepairTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Without_a_terminal_it_lists_what_can_be_done_and_exits_with_3(Engine engine)
    {
        await using var database = await InterruptedAsync(engine);
        var before = await Ladder.SnapshotAsync(database, Token);
        // Without version 3, and with another version 2.
        var build = new Scripted(database)
        {
            Versions = [1, 2, 7],
            Edited = 2,
            Fault = "parts-fail",
        };

        var listed = await build.RunAsync(Token, "repair");
        var json = await build.RunAsync(Token, "repair", "--output", "json");
        var dry = await build.RunAsync(Token, "repair", "--dry-run");

        Assert.Equal((3, 3, 0), (listed.ExitCode, json.ExitCode, dry.ExitCode));
        Assert.Contains("2 M2_Orders: edited after being applied.", listed.Output, StringComparison.Ordinal);
        Assert.Contains("3 M3_Payments: applied, and this build does not know it.", listed.Output);
        Assert.Contains("7 M7_Parts: interrupted, after statement 2 of 4, at:", listed.Output);
        Assert.Contains("\n  INSERT INTO nowhere VALUES (1)", listed.Output, StringComparison.Ordinal);
        Assert.Contains("3 versions need a decision", listed.Output, StringComparison.Ordinal);
        var findings = JsonNode.Parse(json.Output)!["findings"]!.AsArray();
        Assert.Equal(["edited", "unknown", "interrupted"], findings.Select(one => (string)one!["state"]!));
        Assert.Equal(
            ["mark_applied", "mark_pending", "clean_up"],
            findings[2]!["choices"]!.AsArray().Select(choice => (string)choice!["action"]!)
        );
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_command_that_it_lists_runs_as_it_is_printed(Engine engine)
    {
        await using var database = await InterruptedAsync(engine);
        var build = new Scripted(database) { Versions = [1, 2, 3, 7], Fault = "parts-fail" };
        var listed = await build.RunAsync(Token, "repair");
        var line = listed.Output.Split('\n').Single(each => each.Contains("--clean-up", StringComparison.Ordinal));
        var command = line.Split('`')[1].Split(' ')[1..];

        var run = await ProvisionProcess.RunAsync([.. command, "--why", "Try later"], build.Options, Token);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(", after statement 2 of 4: Try later", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("parts", await database.TablesAsync(Token));
        var up = await new Scripted(database) { Versions = [1, 2, 3, 7] }.RunAsync(Token, "up");
        Assert.Equal(0, up.ExitCode);
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 7", Token);
        Assert.EndsWith(": Try later", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_decision_says_what_follows_from_it_and_wants_yes(Engine engine)
    {
        await using var database = await InterruptedAsync(engine);
        var before = await Ladder.SnapshotAsync(database, Token);
        var build = new Scripted(database) { Versions = [1, 2, 3, 7], Fault = "parts-fail" };

        var asked = await build.RunAsync(Token, "repair", "--mark-pending", "3", "--clean-up", "7");
        var dry = await build.RunAsync(Token, "repair", "--mark-pending", "3", "--clean-up", "7", "--dry-run");
        var unchanged = await Ladder.SnapshotAsync(database, Token);
        var done = await build.RunAsync(
            Token,
            ["repair", "--mark-pending", "3", "--mark-applied", "7", "--yes", "--output", "json"]
        );

        Assert.Equal((2, 0, 0), (asked.ExitCode, dry.ExitCode, done.ExitCode));
        Assert.Contains("the next `provision up", asked.Errors, StringComparison.Ordinal);
        Assert.Contains("drop table parts", asked.Errors, StringComparison.Ordinal);
        Assert.Contains("--clean-up 7 undoes what it made", dry.Output, StringComparison.Ordinal);
        Assert.Equal(before, unchanged);
        Assert.Equal(
            ["3 mark_pending", "7 mark_applied"],
            JsonNode.Parse(done.Output)!["done"]!
                .AsArray()
                .Select(one => $"{(long)one!["version"]!} {(string)one["action"]!}")
        );
        var status = await build.RunAsync(Token, "status");
        Assert.Contains("3  pending", status.Output, StringComparison.Ordinal);
        Assert.Contains("7  applied", status.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "it is applied already", "--mark-applied", "2")]
    [InlineData(1, "it is not interrupted", "--clean-up", "2")]
    [InlineData(1, "it was not edited", "--accept-edited", "2")]
    [InlineData(1, "it is not applied", "--mark-pending", "6")]
    [InlineData(2, "There is no version 99", "--mark-applied", "99")]
    [InlineData(2, "--mark-applied takes a version", "--mark-applied", "two")]
    [InlineData(2, "are both about version 2", "--mark-applied", "2", "--mark-pending", "2")]
    public async Task What_does_not_fit_is_refused_before_anything_is_changed(
        int code,
        string message,
        params string[] options
    )
    {
        await using var database = await InterruptedAsync(Engine.Sqlite);
        var before = await Ladder.SnapshotAsync(database, Token);

        var run = await new Scripted(database) { Versions = [1, 2, 3, 6, 7], Fault = "parts-fail" }.RunAsync(
            Token,
            ["repair", "--yes", .. options]
        );

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Yes_alone_accepts_edits_and_decides_nothing_else(Engine engine)
    {
        await using var database = await InterruptedAsync(engine);
        var build = new Scripted(database)
        {
            Versions = [1, 2, 3, 7],
            Edited = 2,
            Fault = "parts-fail",
        };

        var run = await build.RunAsync(Token, "repair", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 M2_Orders: edit accepted", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 version needs a decision still", run.Output, StringComparison.Ordinal);
        var status = await build.RunAsync(Token, "status");
        Assert.Contains("7  interrupted", status.Output, StringComparison.Ordinal);
    }

    // Versions 1 to 3 applied, and 7 interrupted after its second statement.
    private async Task<TestDatabase> InterruptedAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        var up = await new Scripted(database) { Versions = [1, 2, 3, 7], Fault = "parts-fail" }.RunAsync(Token, "up");
        Assert.Equal(1, up.ExitCode);
        return database;
    }
}
