using FsCheck;
using FsCheck.Fluent;
using Provisioning.Backup;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>Whatever a structure has in it, a backup of it comes back alike.</summary>
public sealed class RandomStructureTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public void Two_hundred_structures_at_random_come_back(Engine engine)
    {
        var structures = Gen.Choose(0, 1_000_000).ArrayOf(16).ToArbitrary();
        var config = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261127, 7);

        Prop.ForAll(structures, choices => ComesBackAsync(engine, choices).GetAwaiter().GetResult()).Check(config);
    }

    private async Task<bool> ComesBackAsync(Engine engine, int[] choices)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(RandomStructure.Sql(engine, choices), Token);
        var live = BackupEngines.For(DatabaseUrl.Parse(database.Url));
        var taken = await Taken.FromAsync(live, Taken.Request, Token);

        Assert.Empty(await taken.DifferencesAsync(live, Taken.Request, look: null, Token));
        return true;
    }
}
