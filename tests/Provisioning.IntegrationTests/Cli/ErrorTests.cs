using System.Text.Json;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Errors as text and as data.</summary>
public sealed class ErrorTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("status --output json --bogus", 2, "usage")]
    [InlineData("up --output=json --to", 2, "usage")]
    [InlineData("up -o json --system nope", 2, "usage")]
    [InlineData("statsu -o json", 2, "usage")]
    [InlineData("status --system towow --url sqlite:////no/such/folder/a.db -o json", 4, "no_connection")]
    [InlineData("db list --url postgresql://me@127.0.0.1:1/none -o json", 4, "no_connection")]
    [InlineData("up --system towow --url sqlite:////tmp/never.db --to 77 -o json", 2, "usage")]
    public async Task An_error_is_one_document_where_JSON_is_asked_for(string line, int code, string name)
    {
        var run = await ProvisionProcess.RunAsync(Token, line.Split(' '));

        Assert.Equal(code, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal(name, error.GetProperty("code").GetString());
        Assert.Equal(code, error.GetProperty("exit_code").GetInt32());
        Assert.Equal($"error: {error.GetProperty("message").GetString()}\n", run.Errors);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_failed_migration_is_data_with_its_statement_and_code(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var options = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = database.Url,
                ["PROVISIONING_OUTPUT"] = "json",
            },
        };
        await database.ExecuteAsync("CREATE TABLE agent_profiles (x int)", Token);

        var run = await ProvisionProcess.RunAsync(["up", "--system", "towow"], options, Token);

        Assert.Equal(1, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal("migration_failed", error.GetProperty("code").GetString());
        Assert.Equal(1, error.GetProperty("migration").GetProperty("version").GetInt64());
        Assert.Contains("CREATE TABLE", error.GetProperty("statement").GetString(), StringComparison.Ordinal);
        Assert.Equal(engine is Engine.Sqlite ? "SQLite 1" : "42P07", error.GetProperty("sqlstate").GetString());
        Assert.Contains("run again", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fleet add --system towow", "Which target? Give its name.")]
    [InlineData("fleet remove --system towow", "Which target? Give its name.")]
    [InlineData("up -s", "--system needs a value: --system <NAME>.")]
    [InlineData("up --to 1 --to 2", "--to is given once, and \"2\" is a second value.")]
    [InlineData("status --check=yes", "--check takes no value, and \"yes\" was given.")]
    [InlineData("status extra", "`provision status` takes no \"extra\".")]
    [InlineData("up --bogus", "`provision up` has no option \"--bogus\".")]
    [InlineData("frobnicate", "There is no command `provision frobnicate`.")]
    [InlineData("up postgresql://me:geheimnis7@h/d", "`provision up` takes no '…': a database is given with --url.")]
    [InlineData("status --system towo", "There is no system \"towo\". Did you mean towow?")]
    [InlineData(
        "status --system towow --url Host=h;Databse=d",
        "has the key databse, which no driver knows. Did you mean Database?"
    )]
    [InlineData("status --system towow --url postgresql://h/d?aplication_name=x", "Did you mean application_name?")]
    public async Task What_is_wrong_with_the_arguments_is_said_in_words_that_help(string line, string text)
    {
        var run = await ProvisionProcess.RunAsync(Token, line.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(text, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("geheimnis7", run.Errors, StringComparison.Ordinal);
    }
}
