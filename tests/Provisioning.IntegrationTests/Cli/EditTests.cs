using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Migrations that were edited after being applied: how they differ, and edits that a run accepts.</summary>
public sealed class EditTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Up_and_status_show_what_ran_beside_what_would_run_now(Engine engine)
    {
        await using var database = await AppliedAsync(engine);
        var edited = new Scripted(database) { Edited = 2 };

        var up = await edited.RunAsync(Token, "up");
        var json = await edited.RunAsync(Token, "up", "--output", "json");
        var dry = await edited.RunAsync(Token, "up", "--dry-run");
        var plan = await edited.RunAsync(Token, "plan");
        var status = await edited.RunAsync(Token, "status");
        var repair = await edited.RunAsync(Token, "repair", "--dry-run");

        foreach (var text in new[] { up.Errors, dry.Errors, plan.Errors, status.Output, repair.Output })
        {
            Assert.Contains("2 M2_Orders, what ran (-) and what would run now (+):\n", text, StringComparison.Ordinal);
            Assert.Matches("\n  -CREATE TABLE .*\"orders\"", text);
            Assert.Matches("\n  \\+CREATE TABLE .*\"bookings\"", text);
        }

        Assert.Contains("--accept-edited 2", up.Errors, StringComparison.Ordinal);
        var edit = JsonNode.Parse(json.Output)!["error"]!["edits"]![0]!;
        Assert.Equal((2, 0), ((int)edit["version"]!, (int)edit["lines_left_out"]!));
        Assert.Matches("\\+CREATE TABLE .*\"bookings\"", (string)edit["difference"]!);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_long_difference_is_cut_and_says_how_to_see_all_of_it(Engine engine)
    {
        await using var database = await AppliedAsync(engine);
        var edited = new Scripted(database) { Fault = "edited-long" };

        var up = await edited.RunAsync(Token, "up");
        var all = await edited.RunAsync(Token, "repair", "--dry-run");

        Assert.True(up.Errors.Split('\n').Length < 50, up.Errors);
        Assert.Contains("more lines: `provision repair", up.Errors, StringComparison.Ordinal);
        Assert.Contains("--dry-run", up.Errors, StringComparison.Ordinal);
        Assert.Equal(60, all.Output.Split('\n').Count(line => line.StartsWith("  +INSERT", StringComparison.Ordinal)));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_difference_holds_no_secret_of_the_run(Engine engine)
    {
        await using var database = await AppliedAsync(engine);
        var edited = new Scripted(database) { Fault = "edited-long" };
        var environment = new Dictionary<string, string?>(edited.Options.Environment, StringComparer.Ordinal)
        {
            ["PROVISIONING_ENCRYPTION_KEY"] = "s3cret-Of-Users",
        };

        foreach (var command in new[] { "up", "status", "repair --dry-run", "status --output json" })
        {
            var run = await ProvisionProcess.RunAsync(
                edited.Arguments(command.Split(' ')),
                edited.Options with
                {
                    Environment = environment,
                },
                Token
            );

            Assert.Contains("INSERT INTO users", run.Output + run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret-Of-Users", run.Output + run.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task An_edit_that_changes_nothing_on_the_engine_is_told_apart(Engine engine)
    {
        await using var database = await AppliedAsync(engine);

        var up = await new Scripted(database) { Fault = "edited-type" }.RunAsync(Token, "up");

        Assert.Equal(1, up.ExitCode);
        Assert.Contains("3 M3_Payments was edited", up.Errors, StringComparison.Ordinal);
        Assert.Matches(
            engine is Engine.Sqlite ? "3 M3_Payments: the SQL on sqlite is the same" : "\\+.*bigint",
            up.Errors
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task Where_the_ledger_has_no_SQL_no_difference_is_made_up(Engine engine)
    {
        await using var database = await AppliedAsync(engine);
        await database.ExecuteAsync(
            $"UPDATE provisioning_ledger SET sql = {(engine is Engine.Sqlite ? "x'010203'" : "'\\x010203'")}",
            Token
        );

        var up = await new Scripted(database) { Edited = 2 }.RunAsync(Token, "up");

        Assert.Contains("2 M2_Orders: the ledger has not kept the SQL that ran.", up.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Up_accepts_the_edits_that_it_is_given_and_no_others(Engine engine)
    {
        await using var database = await AppliedAsync(engine);
        var before = await Ladder.SnapshotAsync(database, Token);
        var both = new Scripted(database) { Edited = 2, Fault = "edited-type" };

        var other = await both.RunAsync(Token, "up", "--accept-edited", "2");
        var unchanged = await Ladder.SnapshotAsync(database, Token);
        var dry = await both.RunAsync(Token, "up", "--accept-edited", "2", "--accept-edited", "3", "--dry-run");
        var up = await both.RunAsync(Token, ["up", "--accept-edited", "2", "--accept-edited", "3", "--output", "json"]);
        var again = await both.RunAsync(Token, "up", "--accept-edited", "2");

        Assert.Equal((1, 0, 0, 0), (other.ExitCode, dry.ExitCode, up.ExitCode, again.ExitCode));
        Assert.Contains("3 M3_Payments was edited", other.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("2 M2_Orders", other.Errors, StringComparison.Ordinal);
        Assert.Equal(before, unchanged);
        Assert.Contains("-- 2 M2_Orders: the edit would be accepted", dry.Output, StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse(up.Output)!["accepted_edits"]!.AsArray().Count);
        Assert.Contains("Nothing to do", again.Output, StringComparison.Ordinal);
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 2", Token);
        Assert.Matches("^edit accepted .* UTC by .*, checksum was 2:[0-9a-f]{64}$", Assert.Single(notes));
        Assert.Contains("orders", await database.TablesAsync(Token));
    }

    [Theory]
    [InlineData("init")]
    [InlineData("down --yes")]
    [InlineData("redo --yes")]
    public async Task The_other_commands_that_migrate_accept_edits_too(string command)
    {
        await using var database = await AppliedAsync(Engine.Sqlite);
        var edited = new Scripted(database) { Edited = 2 };

        var refused = await edited.RunAsync(Token, command.Split(' '));
        var run = await edited.RunAsync(Token, [.. command.Split(' '), "--accept-edited", "2"]);

        Assert.Equal((1, 0), (refused.ExitCode, run.ExitCode));
        Assert.Contains("1 edit accepted", run.Output, StringComparison.Ordinal);
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 2", Token);
        Assert.StartsWith("edit accepted", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9", "There is no version 9.")]
    [InlineData("two", "--accept-edited takes a version, not \"two\".")]
    public async Task A_version_that_does_not_exist_is_refused_before_anything_runs(string version, string message)
    {
        await using var database = await AppliedAsync(Engine.Sqlite);
        var before = await Ladder.SnapshotAsync(database, Token);

        var run = await new Scripted(database) { Edited = 2 }.RunAsync(Token, "up", "--accept-edited", version);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));
    }

    private async Task<TestDatabase> AppliedAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await new Scripted(database).RunAsync(Token, "up")).ExitCode);
        return database;
    }
}
