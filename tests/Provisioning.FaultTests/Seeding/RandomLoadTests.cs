using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.FaultTests.Seeding;

/// <summary>Rows made from any structure alone are the same however they are written.</summary>
public sealed class RandomLoadTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Structures_at_random_are_loaded_the_same_in_one_transaction_and_in_many(Engine engine)
    {
        for (var seed = 0; seed < (Ladder.IsFull ? 2000 : 60); seed++)
        {
            var sql = new RandomTables(new(seed)).Sql(engine);
            var hashes = new HashSet<string>();
            foreach (var batch in new[] { 1000, 7 })
            {
                await using var database = await TestDatabase.CreateAsync(engine, server, Token);
                await database.ExecuteAsync(sql, Token);

                var filled = await LoadAsync(
                    database,
                    new()
                    {
                        Rows = 20,
                        Seed = seed,
                        Batch = batch,
                        Writers = 2,
                    }
                );

                Assert.All(filled, table =>
                    Assert.True(
                        table.Problem is null || table is { Rows: > 0, Problem: "no more rows of it can differ" },
                        $"{seed}: {table}\n{sql}"
                    )
                );
                Assert.True(await FindingsAsync(database) is [], $"{seed}\n{sql}");
                hashes.Add(await HashAsync(database, [.. filled.Select(table => $"{table.Table}")]));
            }

            Assert.True(hashes.Count == 1, $"{seed}\n{sql}");
        }
    }
}
