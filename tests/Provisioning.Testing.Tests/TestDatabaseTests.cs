using Microsoft.Data.Sqlite;
using Npgsql;
using Provisioning.Engines;
using Provisioning.ShopSystem;
using Xunit;

namespace Provisioning.Testing.Tests;

/// <summary>What a test does with its database.</summary>
public sealed class TestDatabaseTests
{
    private const string Order = "INSERT INTO orders (customer_id, total) VALUES (1, 12.5)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task A_database_has_the_newest_version_and_the_rows_of_its_seeder(string engine)
    {
        await using var database = await Shops.CreateAsync(engine, "customers");

        Assert.Equal(["4"], await database.RowsAsync("SELECT count(*) FROM customers"));
        Assert.Equal(["202601010901"], await database.RowsAsync("SELECT max(\"Version\") FROM \"VersionInfo\""));
    }

    [Theory, OnBothEngines]
    public async Task Two_databases_share_no_rows(string engine)
    {
        await using var one = await Shops.CreateAsync(engine);
        await using var other = await Shops.CreateAsync(engine);

        await one.ExecuteAsync(Order);

        Assert.NotEqual(one.Name, other.Name);
        Assert.Equal(["1"], await one.RowsAsync("SELECT count(*) FROM orders"));
        Assert.Equal(["0"], await other.RowsAsync("SELECT count(*) FROM orders"));
    }

    [Theory, OnBothEngines]
    public async Task Many_tests_at_once_each_have_a_database_of_their_own(string engine)
    {
        var names = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async _ =>
                {
                    await using var database = await Shops.CreateAsync(engine);
                    await database.ExecuteAsync(Order);
                    Assert.Equal(["1"], await database.RowsAsync("SELECT count(*) FROM orders"));
                    return database.Name;
                })
        );

        Assert.Equal(12, names.Distinct().Count());
    }

    [Theory, OnBothEngines]
    public async Task A_database_is_gone_at_the_end(string engine)
    {
        string name;
        await using (var database = await Shops.CreateAsync(engine))
        {
            name = database.Name;
            await database.ExecuteAsync(Order);
        }

        Assert.DoesNotContain(name, await Shops.NamesAsync(engine));
    }

    [Theory, OnBothEngines]
    public async Task A_reset_brings_rows_sequences_and_every_value_back(string engine)
    {
        await using var database = await Shops.CreateAsync(engine, "customers");
        await using var open = await database.OpenAsync(Token);
        var before = await database.RowsAsync("SELECT * FROM customers ORDER BY id");
        await database.ExecuteAsync(Order);
        await database.ExecuteAsync("UPDATE customers SET city = 'Rome'");
        await database.ExecuteAsync("INSERT INTO customers (name, city) VALUES ('new', 'Bonn')");

        await database.ResetAsync(Token);
        await database.ExecuteAsync("INSERT INTO customers (name, city) VALUES ('newer', 'Bonn')");

        var after = await open.RowsAsync("SELECT * FROM customers ORDER BY id");
        Assert.Equal([.. before, "5|newer|Bonn"], after);
        Assert.Equal(["0"], await open.RowsAsync("SELECT count(*) FROM orders"));
        Assert.Equal(["2"], await open.RowsAsync("SELECT count(*) FROM \"VersionInfo\""));
    }

    [Fact]
    public async Task A_reset_after_a_change_of_the_structure_says_so_and_changes_nothing()
    {
        Assert.SkipWhen(
            await OnBothEnginesAttribute.MissingServerAsync() is not null,
            "There is no PostgreSQL server."
        );
        await using var database = await Shops.CreateAsync("postgresql");
        await database.ExecuteAsync(Order);
        await database.ExecuteAsync("ALTER TABLE customers DROP COLUMN city");

        var error = await Assert.ThrowsAsync<ProvisioningException>(() => database.ResetAsync(Token));

        Assert.Contains("structure", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], await database.RowsAsync("SELECT count(*) FROM orders"));
    }

    [Theory, OnBothEngines]
    public async Task What_is_done_over_a_connection_that_is_rolled_back_is_gone(string engine)
    {
        await using var database = await Shops.CreateAsync(engine);
        await using (var scope = await database.BeginRollbackAsync(Token))
        {
            await using var command = scope.Connection.CreateCommand();
            command.Transaction = scope.Transaction;
            command.CommandText = Order;
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
        }

        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task The_drivers_of_both_engines_take_the_connection_string()
    {
        Assert.SkipWhen(
            await OnBothEnginesAttribute.MissingServerAsync() is not null,
            "There is no PostgreSQL server."
        );
        await using var server = await Shops.CreateAsync("postgresql");
        await using var memory = await Shops.CreateAsync("sqlite");
        await using var npgsql = new NpgsqlConnection(server.ConnectionString);
        await using var sqlite = new SqliteConnection(memory.ConnectionString);
        await npgsql.OpenAsync(Token);
        await sqlite.OpenAsync(Token);

        Assert.Equal(["1"], await npgsql.RowsAsync("SELECT count(*) FROM customers"));
        Assert.Equal(["1"], await sqlite.RowsAsync("SELECT count(*) FROM customers"));
        Assert.IsType<NpgsqlDataSource>(server.DataSource, exactMatch: false);
        Assert.Null(memory.Url);
        await using var session = await DatabaseUrl.Parse(server.Url!).OpenAsync(Token);
    }

    [Fact]
    public async Task A_file_can_be_opened_by_other_programs()
    {
        await using var database = await TestDatabase.CreateAsync(
            new Shop(),
            Shops.On("sqlite") with
            {
                InFile = true,
            },
            Token
        );
        await using var session = await DatabaseUrl.Parse(database.Url!).OpenAsync(Token);

        Assert.Equal([0L], await session.QueryAsync("SELECT count(*) FROM orders", row => row.GetInt64(0), Token));
    }

    [Fact]
    public async Task A_seeder_that_there_is_not_is_named_with_those_that_there_are()
    {
        var error = await Assert.ThrowsAsync<ProvisioningException>(() => Shops.CreateAsync("sqlite", "suppliers"));

        Assert.Equal("System shop has no seeder suppliers. It has: customers.", error.Message);
    }
}
