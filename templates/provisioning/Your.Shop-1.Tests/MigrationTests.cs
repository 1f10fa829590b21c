using Provisioning.Engines;
using Provisioning.Testing;
using Xunit;
using Your.Shop_1.Migrations;

namespace Your.Shop_1.Tests;

/// <summary>Runs the migrations on databases in memory. Without <c>Engine</c> they run on a PostgreSQL server, which is
/// started where the machine has one.</summary>
public sealed class MigrationTests
{
    private static readonly Your_Shop_1System Shop = new();
    private static readonly TestDatabaseOptions Options = new() { Engine = KnownEngines.Sqlite };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Every_migration_can_be_applied_rolled_back_and_applied_again() =>
        TestDatabase.AssertUpDownUpAsync(Shop, Options, Token);

    [Fact]
    public async Task Sample_data_is_products_with_a_price()
    {
        await using var db = await TestDatabase.CreateAsync(Shop, Options with { Seeds = ["sample-data"] }, Token);
        await using var connection = await db.OpenAsync(Token);
        await using var command = connection.CreateCommand();

        command.CommandText = "SELECT count(*) FROM products WHERE price_in_cents > 0";

        Assert.Equal(20L, await command.ExecuteScalarAsync(Token));
    }
}
