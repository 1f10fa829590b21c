using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Checks that compute something, in tables that are filled from their structure alone.</summary>
public sealed class ComputedCheckTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Sums_products_cases_and_columns_that_are_null_together_hold_in_every_row(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE lines (id integer PRIMARY KEY, price numeric(8,2) NOT NULL, quantity integer NOT NULL,
              discount numeric(8,2) NOT NULL, tax integer NOT NULL, CHECK (price * quantity < 1000), CHECK (discount <= price),
              CHECK (quantity + tax >= 10));
            CREATE TABLE bills (id integer PRIMARY KEY, status text NOT NULL, paid integer, paid_by text,
              CHECK (CASE WHEN status = 'paid' THEN paid > 0 ELSE paid IS NULL END), CHECK ((paid IS NULL) = (paid_by IS NULL)));
            CREATE TABLE spans (id integer PRIMARY KEY, starts integer NOT NULL, ends integer NOT NULL, CHECK (ends - starts > 0));
            """,
            Token
        );

        var filled = await LoadAsync(database, new() { Rows = 300 });

        Assert.All(filled, table => Assert.Equal((300, null), (table.Rows, table.Problem)));
        Assert.Equal(3, filled.Count);
        Assert.Empty(await FindingsAsync(database));
    }
}
