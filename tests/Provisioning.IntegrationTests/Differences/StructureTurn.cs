using System.Reflection;
using Provisioning.Authoring;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Commands.New.Sources;
using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Cli;
using Provisioning.IntegrationTests.Support;
using Provisioning.Planning;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Differences;

/// <summary>Turns one structure into another by the migration that is written of their difference.</summary>
/// <param name="server">The server.</param>
internal sealed class StructureTurn(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Applies the migrations that are written of the difference of two structures, rolls them back and
    /// applies them again, and wants each structure as it was made.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="before">The SQL of the one.</param>
    /// <param name="after">The SQL of the other.</param>
    /// <param name="isBothWays">Whether the other is turned into the one as well, in its own database.</param>
    /// <param name="isSafe">Whether they are those of safe sequences.</param>
    public async Task ThereAndBackAsync(
        Engine engine,
        string before,
        string after,
        bool isBothWays = false,
        bool isSafe = false
    )
    {
        await using var database = await MadeAsync(engine, before);
        await using var other = await MadeAsync(engine, after);
        var dialect = DatabaseUrl.Parse(database.Url).Dialect;
        var (from, to) = (await ReadAsync(database), await ReadAsync(other));
        var one = new Turned(from, StructureDifference.Between(to.Structure!, from.Structure!, dialect, []));
        var two = new Turned(to, StructureDifference.Between(from.Structure!, to.Structure!, dialect, []));
        var source = new OperationSource(dialect);
        var (down, up) = (source.Lines(one.By, to.Structure!.Model), source.Lines(two.By, from.Structure!.Model));
        var assembly = Compiled.Of([
            .. Sources("There", isSafe ? Safe(from, to, dialect) : [new("", "", up, down)]),
            .. Sources("Back", isSafe ? Safe(to, from, dialect) : [new("", "", down, up)]),
        ]);

        await ThereAndBackAsync(database, Steps(assembly, "There"), one, two);
        if (isBothWays)
        {
            await ThereAndBackAsync(other, Steps(assembly, "Back"), two, one);
        }
    }

    private static async Task ThereAndBackAsync(TestDatabase database, MigrationSource[] steps, Turned from, Turned to)
    {
        await RunAsync(database, steps, new MigrationTarget.Up());
        await AlikeAsync(database, to);
        await RunAsync(database, steps, new MigrationTarget.DownTo(0));
        await AlikeAsync(database, from);
        await RunAsync(database, steps, new MigrationTarget.Up());
        await AlikeAsync(database, to);
    }

    private static IReadOnlyList<MigrationBody> Safe(StructureSnapshot from, StructureSnapshot to, Dialect dialect) =>
        SafeDifferenceSource.Of(SafeDifference.Steps(from.Structure!, to.Structure!, dialect, renames: []), dialect);

    private static IEnumerable<string> Sources(string space, IReadOnlyList<MigrationBody> bodies) =>
        bodies.Select((body, at) => body.Source(space, $"M{at + 1}_Change", $"{at + 1}", "a change"));

    private static MigrationSource[] Steps(Assembly assembly, string space) =>
        [.. MigrationAssembly.FromAssembly(assembly, space).Migrations];

    /// <summary>A database with a structure.</summary>
    public async Task<TestDatabase> MadeAsync(Engine engine, string sql)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        if (sql.Length > 0)
        {
            await database.ExecuteAsync(sql, Token);
        }

        return database;
    }

    /// <summary>The structure of a database.</summary>
    public static Task<StructureSnapshot> ReadAsync(TestDatabase database) =>
        StructureSnapshot.ReadAsync(DatabaseUrl.Parse(database.Url), new(), platform: null, Token);

    private static Task<MigrationPlan> RunAsync(
        TestDatabase database,
        MigrationSource[] steps,
        MigrationTarget target
    ) => TestRun.RunAsync(database, new() { AllowBreaking = true }, steps, target: target);

    private static async Task AlikeAsync(TestDatabase database, Turned expected)
    {
        var now = await ReadAsync(database);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var found = await StructureComparison.OfAsync(expected.Structure.Lines, now.Lines, session, Token);
        var problems = found
            .Missing.Select(line => $"- {line.Of}: {line.Text}")
            .Concat(found.Extra.Select(line => $"+ {line.Of}: {line.Text}"));
        Assert.True(found.IsAlike, string.Join('\n', problems.Concat(expected.By.Select(by => $"by {by.Operation}"))));
    }

    // A structure, and what makes it of the other one.
    private sealed record Turned(StructureSnapshot Structure, IReadOnlyList<StructureChange> By);
}
