using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.FaultTests.Seeding;

/// <summary>Any structure is filled with rows that its keys and checks allow.</summary>
public sealed class RandomFillTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Structures_at_random_are_filled(Engine engine)
    {
        for (var seed = 0; seed < (Ladder.IsFull ? 1000 : 100); seed++)
        {
            var sql = new RandomTables(new(seed)).Sql(engine);
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            await database.ExecuteAsync(sql, Token);

            var filled = await FillAsync(
                database,
                new()
                {
                    Rows = 4,
                    KeepsCounters = seed % 2 == 0,
                    Seed = seed,
                }
            );

            Assert.All(filled, table =>
                Assert.True(
                    table.Problem is null || table is { Rows: > 0, Problem: "no more rows of it can differ" },
                    $"{seed}: {table}\n{sql}"
                )
            );
        }
    }
}
