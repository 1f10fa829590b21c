using System.Text.Json.Nodes;
using System.Xml.Linq;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision verify</c>.</summary>
public sealed class VerifyTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task The_migrations_of_a_system_are_verified_and_its_database_is_not_touched(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--system", "towow", "--url", database.Url];

        var text = await ProvisionProcess.RunAsync(Token, ["verify", .. target]);
        var json = await ProvisionProcess.RunAsync(Token, ["verify", "--from", "2", "-o", "json", .. target]);
        var junit = await ProvisionProcess.RunAsync(Token, ["verify", "--no-rows", "-o", "junit", .. target]);

        Assert.True((text.ExitCode, json.ExitCode, junit.ExitCode) == (0, 0, 0), text.Errors + json.Errors);
        Assert.Contains("4 migrations, each rolled back and applied again", text.Output, StringComparison.Ordinal);
        var report = JsonNode.Parse(json.Output)!;
        Assert.Equal(
            ["3 ok 12", "4 ok 12"],
            report["migrations"]!.AsArray().Select(each => $"{each!["version"]} {each["result"]} {each["rows"]}")
        );
        Assert.Empty(report["without_rows"]!.AsArray());
        var suite = XDocument.Parse(junit.Output).Root!.Element("testsuite")!;
        Assert.Equal(("4", "0"), ((string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!));
        Assert.Equal(4, suite.Elements("testcase").Count());
        Assert.Empty(await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_does_not_come_back_exits_with_3_and_is_a_failure_of_its_migration(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var scripted = new Scripted(database) { Fault = "down-deletes" };

        var text = await scripted.RunAsync(Token, "verify", "--scratch", Elsewhere(engine, database));
        var junit = await scripted.RunAsync(Token, "verify", "-o", "junit", "--scratch", Elsewhere(engine, database));

        Assert.True((text.ExitCode, junit.ExitCode) == (3, 3), text.Errors + junit.Errors);
        Assert.Contains("users had 4 rows before it, and 0 after going down.", text.Output, StringComparison.Ordinal);
        Assert.EndsWith("3 migrations, 1 with findings.", text.Output.TrimEnd(), StringComparison.Ordinal);
        var failed = Assert.Single(XDocument.Parse(junit.Output).Descendants("failure"));
        Assert.Equal("2 M2_Orders", (string)failed.Parent!.Attribute("name")!);
        Assert.Equal("rows", (string)failed.Attribute("type")!);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_is_not_to_be_rolled_back_is_skipped_or_required(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var scripted = new Scripted(database) { Fault = "down-unsupported" };

        var text = await scripted.RunAsync(Token, "verify");
        var junit = await scripted.RunAsync(Token, "verify", "-o", "junit");
        var required = await scripted.RunAsync(Token, "verify", "--require-down");

        Assert.True((text.ExitCode, junit.ExitCode, required.ExitCode) == (0, 0, 3), text.Output + required.Output);
        Assert.Contains("It cannot be rolled back: Orders are for ever.", text.Output, StringComparison.Ordinal);
        Assert.Contains("one way", text.Output, StringComparison.Ordinal);
        var skipped = Assert.Single(XDocument.Parse(junit.Output).Descendants("skipped"));
        Assert.Contains("Orders are for ever", (string)skipped.Attribute("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_are_wrong_usage()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        string[][] wrong =
        [
            ["--from", "99"],
            ["--to", "99"],
            ["--rows", "0"],
            ["--rows", "1001"],
            ["--rows", "3", "--no-rows"],
            ["-o", "sarif"],
        ];
        foreach (var arguments in wrong)
        {
            var run = await ProvisionProcess.RunAsync(
                Token,
                ["verify", "--system", "towow", "--url", database.Url, .. arguments]
            );
            Assert.True(run.ExitCode == 2, $"{string.Join(' ', arguments)}: {run.ExitCode} {run.Errors}");
        }
    }

    private static string Elsewhere(Engine engine, TestDatabase database) =>
        engine is Engine.Sqlite
            ? "sqlite:///elsewhere.db"
            : new UriBuilder(database.Url) { Path = "postgres" }
                .Uri
                .AbsoluteUri;
}
