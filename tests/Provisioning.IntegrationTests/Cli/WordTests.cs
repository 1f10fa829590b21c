using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Words that are none of ours, and commands that our messages propose.</summary>
public sealed class WordTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rollback", "Did you mean `provision down`?")]
    [InlineData("migrate down", "Did you mean `provision down`?")]
    [InlineData("database update", "Did you mean `provision up`?")]
    [InlineData("upgrade", "Did you mean `provision up`?")]
    [InlineData("statsu", "Did you mean `provision status`?")]
    [InlineData("backup lst", "Did you mean `provision backup list`?")]
    [InlineData("up --sytem towow", "Did you mean --system?")]
    [InlineData("seed sample-data", "Did you mean --sample-data?")]
    public async Task Words_of_other_tools_and_misspelt_ones_lead_to_ours(string words, string guess)
    {
        var run = await ProvisionProcess.RunAsync(Token, words.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(guess, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "status")]
    [InlineData("info", "status")]
    [InlineData("validate", "status --check")]
    [InlineData("migrate", "up")]
    public async Task Words_of_other_tools_that_do_no_harm_run_what_they_mean(string word, string ours)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        var scripted = new Scripted(database);
        await scripted.RunAsync(Token, "up");

        var theirs = await scripted.RunAsync(Token, word);
        var run = await scripted.RunAsync(Token, ours.Split(' '));

        Assert.Equal((run.ExitCode, run.Output), (theirs.ExitCode, theirs.Output));
        Assert.Contains($"note: {word} is `provision {ours}` here.", theirs.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rese")]
    [InlineData("reste")]
    [InlineData("dwon")]
    [InlineData("claen")]
    [InlineData("resotre")]
    [InlineData("generate")]
    public async Task What_loses_data_is_never_a_guess(string word)
    {
        var run = await ProvisionProcess.RunAsync(Token, word);

        Assert.Equal(2, run.ExitCode);
        foreach (var harmful in new[] { "reset", "clean", "restore", "down", "drop" })
        {
            Assert.DoesNotContain($"provision {harmful}`", run.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData]
    [InlineData("backup")]
    [InlineData("status", "--bogus")]
    [InlineData("status", "extra")]
    [InlineData("up", "--to")]
    public async Task Wrong_usage_puts_nothing_on_standard_output(params string[] arguments)
    {
        var run = await ProvisionProcess.RunAsync(Token, arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Errors);
    }

    [Fact]
    public async Task A_command_that_is_proposed_runs_as_it_is_printed()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await new Scripted(database).RunAsync(Token, "up");
        var edited = new Scripted(database) { Edited = 2 };

        var refused = await edited.RunAsync(Token, "up");
        var proposed = refused
            .Errors.Split('`')
            .Single(part => part.StartsWith("provision repair", StringComparison.Ordinal));
        var run = await ProvisionProcess.RunAsync([.. proposed.Split(' ').Skip(1), "--yes"], edited.Options, Token);

        Assert.Equal($"provision repair --assembly {Scripted.Assembly} --url {database.Url}", proposed);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_dry_run_of_init_names_the_rows_that_a_run_would_add(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] init = ["init", "--sample-data"];
        var scripted = new Scripted(database);

        var fresh = await scripted.RunAsync(Token, [.. init, "--dry-run"]);
        await scripted.RunAsync(Token, "init");
        var migrated = await scripted.RunAsync(Token, [.. init, "--dry-run"]);
        await scripted.RunAsync(Token, init);
        var seeded = await scripted.RunAsync(Token, [.. init, "--dry-run"]);

        Assert.Contains("-- sample-data: at most 1 row to be added", fresh.Output, StringComparison.Ordinal);
        Assert.Contains("rows would be added", migrated.Output, StringComparison.Ordinal);
        Assert.Contains("-- sample-data: 1 row to be added", migrated.Output, StringComparison.Ordinal);
        Assert.Contains("nothing to do", seeded.Output, StringComparison.Ordinal);
    }
}
