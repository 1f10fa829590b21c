using Provisioning.IntegrationTests.Differences;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Differences;

/// <summary>The migration that is written of the difference of any two structures turns one into the other and
/// back.</summary>
public sealed class RandomDifferenceTests(PostgreSqlServer server)
{
    [Theory]
    [OnBothEngines]
    public async Task Turns_random_structures_into_each_other(Engine engine)
    {
        var random = new Random(20261128);
        for (var pair = 0; pair < (Ladder.IsFull ? 1000 : 50); pair++)
        {
            await new StructureTurn(server).ThereAndBackAsync(
                engine,
                OverlappingTables.Sql(engine, random),
                OverlappingTables.Sql(engine, random)
            );
        }
    }

    [Fact]
    public async Task Turns_random_structures_into_each_other_by_safe_steps()
    {
        var random = new Random(20261129);
        for (var pair = 0; pair < (Ladder.IsFull ? 1000 : 25); pair++)
        {
            await new StructureTurn(server).ThereAndBackAsync(
                Engine.PostgreSql,
                OverlappingTables.Sql(Engine.PostgreSql, random),
                OverlappingTables.Sql(Engine.PostgreSql, random),
                isSafe: true
            );
        }
    }
}
