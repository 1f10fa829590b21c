using Provisioning.Differences;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Differences;

/// <summary>The migration that is written of a difference compiles, and turns one structure into the other and
/// back.</summary>
public sealed class DifferenceTests(PostgreSqlServer server)
{
    private readonly StructureTurn _turn = new(server);

    public static TheoryData<Engine, string> Cases()
    {
        var data = new TheoryData<Engine, string>();
        foreach (var each in DifferenceCase.All)
        {
            foreach (var engine in Enum.GetValues<Engine>().Where(engine => each.On is null || each.On == engine))
            {
                data.Add(engine, each.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Turns_one_structure_into_the_other_and_back(Engine engine, string name)
    {
        var pair = DifferenceCase.All.Single(each => each.Name == name);
        await _turn.ThereAndBackAsync(engine, pair.Before, pair.After, isBothWays: true);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Turns_one_structure_into_the_other_and_back_by_safe_steps(Engine engine, string name)
    {
        var pair = DifferenceCase.All.Single(each => each.Name == name);
        await _turn.ThereAndBackAsync(engine, pair.Before, pair.After, isBothWays: true, isSafe: true);
    }

    [Fact]
    public async Task A_domain_that_becomes_another_is_left_as_it_is()
    {
        await using var one = await _turn.MadeAsync(
            Engine.PostgreSql,
            "CREATE DOMAIN d AS text; CREATE TABLE t (a d);"
        );
        await using var other = await _turn.MadeAsync(
            Engine.PostgreSql,
            "CREATE DOMAIN d AS varchar(5) CONSTRAINT c CHECK (VALUE <> ''); CREATE TABLE t (a d, b integer);"
        );
        var (from, to) = (await StructureTurn.ReadAsync(one), await StructureTurn.ReadAsync(other));

        var changes = StructureDifference.Between(
            from.Structure!,
            to.Structure!,
            DatabaseUrl.Parse(one.Url).Dialect,
            renames: []
        );

        Assert.All(changes, change => Assert.DoesNotMatch("(CREATE|DROP) DOMAIN", $"{change.Operation}"));
        Assert.Contains(changes, change => $"{change.Operation}" == "add column b to t");
    }
}
