using Provisioning.Authoring;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Commands.New.Sources;
using Provisioning.Differences;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Cli;
using Provisioning.IntegrationTests.Support;
using Provisioning.Planning;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Differences;

/// <summary>The migration that is written of a difference compiles, and turns one structure into the other and
/// back.</summary>
public sealed class DifferenceTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        await TurnAsync(engine, pair.Before, pair.After);
        await TurnAsync(engine, pair.After, pair.Before);
    }

    [Fact]
    public async Task A_domain_that_becomes_another_is_left_as_it_is()
    {
        await using var one = await MadeAsync(Engine.PostgreSql, "CREATE DOMAIN d AS text; CREATE TABLE t (a d);");
        await using var other = await MadeAsync(
            Engine.PostgreSql,
            "CREATE DOMAIN d AS varchar(5) CONSTRAINT c CHECK (VALUE <> ''); CREATE TABLE t (a d, b integer);"
        );
        var (from, to) = (await ReadAsync(one), await ReadAsync(other));

        var changes = StructureDifference.Between(
            from.Structure!,
            to.Structure!,
            DatabaseUrl.Parse(one.Url).Dialect,
            renames: []
        );

        Assert.All(changes, change => Assert.DoesNotMatch("(CREATE|DROP) DOMAIN", $"{change.Operation}"));
        Assert.Contains(changes, change => $"{change.Operation}" == "add column b to t");
    }

    [Theory]
    [OnBothEngines]
    public async Task Turns_random_structures_into_each_other(Engine engine)
    {
        var random = new Random(20261128);
        for (var pair = 0; pair < (Ladder.IsFull ? 1000 : 50); pair++)
        {
            await TurnAsync(engine, OverlappingTables.Sql(engine, random), OverlappingTables.Sql(engine, random));
        }
    }

    private async Task TurnAsync(Engine engine, string before, string after)
    {
        await using var database = await MadeAsync(engine, before);
        await using var other = await MadeAsync(engine, after);
        var (from, to) = (await ReadAsync(database), await ReadAsync(other));
        var dialect = DatabaseUrl.Parse(database.Url).Dialect;
        var up = StructureDifference.Between(from.Structure!, to.Structure!, dialect, []);
        var down = StructureDifference.Between(to.Structure!, from.Structure!, dialect, []);
        var source = new OperationSource(dialect);
        var step = Step(source.Lines(up, from.Structure!.Model), source.Lines(down, to.Structure!.Model));

        await RunAsync(database, step, new MigrationTarget.Up());
        await AlikeAsync(database, to, up);
        await RunAsync(database, step, new MigrationTarget.DownTo(0));
        await AlikeAsync(database, from, down);
        await RunAsync(database, step, new MigrationTarget.Up());
        await AlikeAsync(database, to, up);
    }

    private static MigrationSource Step(IReadOnlyList<string> up, IReadOnlyList<string> down)
    {
        var assembly = Compiled.Of([new MigrationBody("", "", up, down).Source("Shop", "M1_Change", "1", "a change")]);
        return Assert.Single(MigrationAssembly.FromAssembly(assembly, null).Migrations);
    }

    private async Task<TestDatabase> MadeAsync(Engine engine, string sql)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        if (sql.Length > 0)
        {
            await database.ExecuteAsync(sql, Token);
        }

        return database;
    }

    private static Task<StructureSnapshot> ReadAsync(TestDatabase database) =>
        StructureSnapshot.ReadAsync(DatabaseUrl.Parse(database.Url), new(), platform: null, Token);

    private static Task<MigrationPlan> RunAsync(TestDatabase database, MigrationSource step, MigrationTarget target) =>
        TestRun.RunAsync(database, new() { AllowBreaking = true }, [step], target: target);

    private static async Task AlikeAsync(
        TestDatabase database,
        StructureSnapshot expected,
        IReadOnlyList<StructureChange> by
    )
    {
        var url = DatabaseUrl.Parse(database.Url);
        var now = await ReadAsync(database);
        await using var session = await url.OpenAsync(Token);
        var found = await StructureComparison.OfAsync(expected.Lines, now.Lines, session, Token);
        var problems = found
            .Missing.Select(line => $"- {line.Of}: {line.Text}")
            .Concat(found.Extra.Select(line => $"+ {line.Of}: {line.Text}"));
        Assert.True(found.IsAlike, string.Join('\n', problems.Concat(by.Select(each => $"by {each.Operation}"))));
    }
}
