using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision status --at-least</c>, by which an application waits for its database.</summary>
public sealed class AtLeastTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_database_that_is_at_the_version_or_further_is_fine_for_every_build(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var (older, build, newer) = (Of(database, 1), Of(database, 1, 2), Of(database, 1, 2, 3));

        var before = await build.RunAsync(Token, "status", "--at-least", "newest");
        await build.RunAsync(Token, "up");
        var there = await build.RunAsync(Token, "status", "--at-least", "newest", "--output", "json");
        var further = await older.RunAsync(Token, "status", "--at-least", "newest");
        var named = await older.RunAsync(Token, "status", "--at-least", "2");
        var waits = await newer.RunAsync(Token, "status", "--at-least", "newest");

        Assert.Equal(
            (3, 0, 0, 0, 3),
            (before.ExitCode, there.ExitCode, further.ExitCode, named.ExitCode, waits.ExitCode)
        );
        Assert.True((bool)JsonNode.Parse(there.Output)!["at_least"]!);
        Assert.Contains("It is not at version 3 yet.", waits.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_version_that_is_missing_below_it_or_another_system_is_not_fine(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await Of(database, 1, 3).RunAsync(Token, "up");

        var hole = await Of(database, 1, 2, 3).RunAsync(Token, "status", "--at-least", "3");
        var other = await ProvisionProcess.RunAsync(
            Token,
            ["status", "--system", "querygpt", "--url", database.Url, "--at-least", "1"]
        );

        Assert.Equal((3, 3), (hole.ExitCode, other.ExitCode));
    }

    private static Scripted Of(TestDatabase database, params long[] versions) => new(database) { Versions = versions };
}
