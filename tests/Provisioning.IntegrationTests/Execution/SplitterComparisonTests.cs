using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Scripts are split as the engines' own shells split them.</summary>
public sealed class SplitterComparisonTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_random_script_leaves_what_it_leaves_in_the_engines_own_shell(Engine engine)
    {
        Assert.SkipUnless(
            Shell.Has(engine is Engine.PostgreSql ? "psql" : "sqlite3"),
            "The engine's shell is missing."
        );
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var comparison = await ShellComparison.StartAsync(database, Token);
        Assert.True(RandomScript.Kinds(engine) >= 60);

        for (var number = 0; number < 10; number++)
        {
            await comparison.OfAsync(number, Token);
        }
    }
}
