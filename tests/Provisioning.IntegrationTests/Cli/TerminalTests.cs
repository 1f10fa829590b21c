using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What fits a terminal: its width, its colours, how much is said.</summary>
public sealed class TerminalTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--help")]
    [InlineData("init --help")]
    [InlineData("backup create --help")]
    [InlineData("systems")]
    [InlineData("doctor --system towow --url sqlite:////tmp/none-here.db")]
    public async Task At_60_columns_no_line_with_two_words_is_longer(string line)
    {
        var run = await RunAsync(line, ("COLUMNS", "60"));

        foreach (var text in $"{run.Output}\n{run.Errors}".Split('\n').Where(text => text.Length > 60))
        {
            // A word that is longer than a line, as a path or a URL, or a command that is to be pasted.
            Assert.True(!text.Trim().Contains(' ', StringComparison.Ordinal) || text.TrimStart().StartsWith('`'), text);
        }
    }

    [Fact]
    public async Task Help_has_the_options_of_the_command_first_and_those_of_the_connection_last()
    {
        var run = await RunAsync("down --help");

        var headings = run.Output.Split('\n').Where(line => line is [not ' ', .., ':']).ToArray();
        Assert.Equal(
            ["Options:", "Options of migrations:", "Options of system and database:", "General options:", "Examples:"],
            headings
        );
        Assert.True(
            run.Output.IndexOf("--steps", StringComparison.Ordinal)
                < run.Output.IndexOf("--url", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help up", "up --help")]
    [InlineData("help backup create", "backup create --help")]
    public async Task Help_is_a_word_as_well_as_an_option(string word, string option)
    {
        var first = await RunAsync(word);
        var second = await RunAsync(option);

        Assert.Equal((0, second.Output), (first.ExitCode, first.Output));
    }

    [Theory]
    [InlineData("FORCE_COLOR", "1", null, true)]
    [InlineData("FORCE_COLOR", "1", "1", false)]
    [InlineData("FORCE_COLOR", "0", null, false)]
    [InlineData("TERM", "xterm", null, false)]
    public async Task Colours_are_for_a_terminal_and_who_wants_them(
        string name,
        string value,
        string? none,
        bool isColoured
    )
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        (string, string?)[] variables = [(name, value), ("NO_COLOR", none), ("DATABASE_URL", database.Url)];
        await RunAsync("up --system towow --to 2", variables);

        var status = await RunAsync("status --system towow", variables);
        var error = await RunAsync("status --system nope", variables);

        Assert.Equal(isColoured, status.Output.Contains("\e[32mapplied\e[0m", StringComparison.Ordinal));
        Assert.Equal(isColoured, status.Output.Contains("\e[33mpending\e[0m", StringComparison.Ordinal));
        Assert.Equal(isColoured, error.Errors.StartsWith("\e[31merror:\e[0m ", StringComparison.Ordinal));
        Assert.Equal(isColoured, status.Output.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_terminal_a_question_is_folded_and_a_no_is_no_error()
    {
        Assert.SkipUnless(Shell.Has("script"), "script of util-linux gives a program a terminal");
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await RunAsync("init --system towow --sample-data", ("DATABASE_URL", database.Url));
        var program = new ProvisionOptions().Command([]);
        var command = string.Join(' ', [program.FileName, .. program.ArgumentList]);

        var (exitCode, output, _) = await Shell.FeedAsync(
            "no\n",
            "script",
            "-qec",
            $"stty cols 60; exec {command} down --system towow --to 0 --url {database.Url}",
            "/dev/null"
        );

        var lines = output.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        Assert.Equal(2, exitCode);
        Assert.Contains("Nothing was done.", lines);
        Assert.DoesNotContain("error:", output, StringComparison.Ordinal);
        var question = string.Join(' ', lines.SkipWhile(line => !line.Contains("On ", StringComparison.Ordinal)));
        Assert.Contains("drops table demands (1 row), drops table agent_profiles", question, StringComparison.Ordinal);
        Assert.True(lines.SkipWhile(line => !line.Contains("drops", StringComparison.Ordinal)).Count() > 2, output);
    }

    [Theory]
    [OnBothEngines]
    public async Task Status_prints_the_SQL_that_ran_for_a_version(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        (string, string?)[] variables = [("DATABASE_URL", database.Url)];
        await RunAsync("up --system towow --to 3", variables);

        var ran = await RunAsync("status --system towow --sql 3", variables);
        var none = await RunAsync("status --system towow --sql 4", variables);

        Assert.StartsWith("CREATE INDEX ", ran.Output, StringComparison.Ordinal);
        Assert.Equal((2, ""), (none.ExitCode, none.Output));
    }

    [Theory]
    [OnBothEngines]
    public async Task Verbose_prints_each_statement_with_its_time_and_quiet_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        (string, string?)[] variables = [("DATABASE_URL", database.Url)];

        var verbose = await RunAsync("up --system towow --to 1 -v", variables);
        var quiet = await RunAsync("up --system towow -q", variables);
        var json = await RunAsync("up --system towow -q -o json", variables);

        Assert.Contains(verbose.Errors.Split('\n'), line =>
            line.StartsWith("    CREATE TABLE ", StringComparison.Ordinal)
        );
        Assert.Matches(@";  -- \d+ ms\n", verbose.Errors);
        Assert.Equal((0, "", ""), (quiet.ExitCode, quiet.Output, quiet.Errors));
        Assert.StartsWith("{", json.Output, StringComparison.Ordinal);
    }

    private static Task<ProvisionRun> RunAsync(string line, params (string Name, string? Value)[] variables) =>
        ProvisionProcess.RunAsync(
            line.Split(' '),
            new()
            {
                Environment = variables.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
            },
            Token
        );
}
