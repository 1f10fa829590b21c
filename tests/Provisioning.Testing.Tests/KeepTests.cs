using Provisioning.Engines;
using Provisioning.ShopSystem;
using Xunit;

namespace Provisioning.Testing.Tests;

/// <summary>Databases that stay after their test.</summary>
public sealed class KeepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task One_that_is_kept_stays_with_its_rows_and_its_URL_is_reported(string engine)
    {
        var said = new List<string>();
        var database = await TestDatabase.CreateAsync(new Shop(), Shops.On(engine) with { Report = said.Add }, Token);
        await database.ExecuteAsync("INSERT INTO orders (customer_id, total) VALUES (1, 3)");
        database.Keep();
        await database.DisposeAsync();

        var line = Assert.Single(said);
        var url = line["The test database was kept: ".Length..];
        await using (var session = await DatabaseUrl.Parse(url).OpenAsync(Token))
        {
            Assert.Equal([1L], await session.QueryAsync("SELECT count(*) FROM orders", row => row.GetInt64(0), Token));
        }

        await IsKeptAndDroppedAsync(engine, database.Name);
    }

    [Theory, OnBothEngines]
    public async Task One_whose_test_has_failed_is_kept(string engine)
    {
        var said = new List<string>();
        var options = Shops.On(engine) with { Report = said.Add, HasFailed = () => true };
        var database = await TestDatabase.CreateAsync(new Shop(), options, Token);

        await database.DisposeAsync();

        Assert.Single(said);
        await IsKeptAndDroppedAsync(engine, database.Name);
    }

    [Theory, OnBothEngines]
    public async Task One_whose_test_throws_is_kept_and_one_whose_test_does_not_is_dropped(string engine)
    {
        var said = new List<string>();
        var names = new List<string>();
        var options = Shops.On(engine) with { Report = said.Add };

        await TestDatabase.UseAsync(
            new Shop(),
            database =>
            {
                names.Add(database.Name);
                return Task.CompletedTask;
            },
            options,
            Token
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TestDatabase.UseAsync(
                new Shop(),
                database =>
                {
                    names.Add(database.Name);
                    throw new InvalidOperationException("a test");
                },
                options,
                Token
            )
        );

        Assert.Single(said);
        Assert.DoesNotContain(names[0], await Shops.NamesAsync(engine));
        await IsKeptAndDroppedAsync(engine, names[1]);
    }

    [Theory, OnBothEngines]
    public async Task What_is_no_test_database_is_never_dropped(string engine)
    {
        var databases = await Shops.AllAsync(engine);

        var error = await Assert.ThrowsAsync<ProvisioningException>(() => databases.DropAsync("postgres", Token));

        Assert.Contains("postgres is no test database", error.Message, StringComparison.Ordinal);
        Assert.False(TestDatabases.IsTestDatabase("test_shop_0000000100000001_00000000"));
    }

    [Theory, OnBothEngines]
    public async Task Databases_are_listed_while_tests_make_and_drop_others(string engine)
    {
        var databases = await Shops.AllAsync(engine);
        var options = Shops.On(engine) with { InFile = true };

        var making = Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await using var database = await TestDatabase.CreateAsync(new Shop(), options, Token);
                }
            },
            Token
        );
        while (!making.IsCompleted)
        {
            await databases.ListAsync(Token);
        }

        await making;
    }

    private static async Task IsKeptAndDroppedAsync(string engine, string name)
    {
        var databases = await Shops.AllAsync(engine);
        var entry = (await databases.ListAsync(Token)).Single(entry => entry.Name == name);

        Assert.Equal(TestDatabaseState.Kept, entry.State);
        Assert.True(await databases.DropAsync(name, Token));
        Assert.DoesNotContain(name, await Shops.NamesAsync(engine));
    }
}
