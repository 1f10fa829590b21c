using Provisioning.ShopSystem;
using Provisioning.Testing.Checks;
using Xunit;

namespace Provisioning.Testing.Tests.Checks;

/// <summary>What a test may say of its database.</summary>
public sealed class AssertionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("assertion_").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task A_structure_is_that_of_the_migrations_until_it_is_changed(string engine)
    {
        await using var database = await Shops.CreateAsync(engine, "customers");
        await database.AssertStructureAsync(Token);

        await database.ExecuteAsync("CREATE TABLE extra (id integer)");
        await database.ExecuteAsync("ALTER TABLE orders DROP COLUMN note");
        var error = await Assert.ThrowsAsync<DatabaseAssertionException>(() => database.AssertStructureAsync(Token));

        Assert.Contains("beyond them: table extra", error.Message, StringComparison.Ordinal);
        Assert.Contains("note", error.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task Rows_are_compared_with_a_file_of_either_engine(string engine)
    {
        var file = Path.Combine(_folder, "customers.txt");
        await File.WriteAllTextAsync(
            file,
            "# customers\nname\ncustomer 1\ncustomer 2\ncustomer 3\nthe house\n\n",
            Token
        );
        var choice = new RowChoice { Tables = ["customers"], Without = ["id", "customers.city"] };
        await using var database = await Shops.CreateAsync(engine, "customers");
        await database.AssertRowsAsync(file, choice, Token);

        await database.ExecuteAsync("UPDATE customers SET name = 'a\tb' WHERE name = 'customer 2'");
        var error = await Assert.ThrowsAsync<DatabaseAssertionException>(() =>
            database.AssertRowsAsync(file, choice, Token)
        );

        Assert.EndsWith("\n- customer 2\n+ a\\tb", error.Message, StringComparison.Ordinal);
        Assert.Contains("a\\tb\n", await File.ReadAllTextAsync($"{file}.received", Token), StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task A_file_that_is_not_there_and_a_table_that_is_not_there_are_named(string engine)
    {
        await using var database = await Shops.CreateAsync(engine);
        var missing = Path.Combine(_folder, "missing.txt");

        var noFile = await Assert.ThrowsAsync<DatabaseAssertionException>(() =>
            database.AssertRowsAsync(missing, token: Token)
        );
        var noTable = await Assert.ThrowsAsync<DatabaseAssertionException>(() =>
            database.AssertRowsAsync(missing, new() { Tables = ["clients"] }, Token)
        );

        Assert.Contains("PROVISIONING_APPROVE=1 writes it", noFile.Message, StringComparison.Ordinal);
        Assert.EndsWith("has no table clients. It has: customers, orders.", noTable.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task Migrations_up_down_and_up_again_leave_the_same(string engine) =>
        await TestDatabase.AssertUpDownUpAsync(new Shop(), Shops.On(engine), Token);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
