using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Conformance;

/// <summary>Thousands of random scripts are split as the engines' own shells split them.</summary>
public sealed class SplitterFuzzTests(PostgreSqlServer server)
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

        for (var number = 0; number < (Ladder.IsFull ? 10_000 : 1_000); number++)
        {
            await comparison.OfAsync(number, Token);
        }
    }
}
