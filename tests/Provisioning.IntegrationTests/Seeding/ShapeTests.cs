using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Rows that are like those of another database, by numbers alone.</summary>
public sealed class ShapeTests(PostgreSqlServer server)
{
    private const string Tables = """
        CREATE TABLE shops (id integer PRIMARY KEY, name text NOT NULL);
        CREATE TABLE sales (id integer PRIMARY KEY, shop integer REFERENCES shops, amount integer, price numeric(8,2), note text, made_at {0});
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Shares_of_null_histograms_widths_and_parents_are_those_of_the_statistics(Engine engine)
    {
        await using var production = await StartAsync(engine);
        await using var staging = await StartAsync(engine);
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "stats.json");
        // 40 of 100 shops have sales, the first a fifth of them; 4 of 10 amounts are NULL, the others from 500 to 1499.
        await production.ExecuteAsync(
            $"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO shops SELECT i, 'Shop of Ada Lovelace' FROM n;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO sales SELECT i, CASE WHEN i % 5 = 0 THEN 1 ELSE 1 + i % 40 END, CASE WHEN i % 10 < 4 THEN NULL ELSE 500 + i % 1000 END,
              i % 100, '{new string('n', 60)}', '2021-03-01 00:00:00' FROM n;
            """,
            Token
        );
        await production.ExecuteAsync("ANALYZE", Token);

        await RunAsync("stats", "--out", file, "--url", production.Url);
        await RunAsync("seed", "--auto", "--like", file, "--scale", "0.4", "--yes", "--url", staging.Url);

        Assert.DoesNotContain("Lovelace", await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
        Assert.Equal(
            ["40|2000"],
            await staging.RowsAsync("SELECT (SELECT count(*) FROM shops), (SELECT count(*) FROM sales)", Token)
        );
        Assert.InRange(await NumberAsync(staging, "count(*) - count(amount)"), 700, 900);
        Assert.InRange(await NumberAsync(staging, "min(amount)"), 500, 600);
        Assert.InRange(await NumberAsync(staging, "max(amount)"), 1400, 1500);
        Assert.InRange(await NumberAsync(staging, "avg(amount)"), 930, 1070);
        Assert.InRange(await NumberAsync(staging, "avg(length(note))"), 50, 70);
        Assert.InRange(await NumberAsync(staging, "count(DISTINCT substr(CAST(made_at AS text), 1, 10))"), 1, 2);
        Assert.Equal(0, await NumberAsync(staging, "sum(CASE WHEN shop IS NULL THEN 1 ELSE 0 END)"));
        Assert.InRange(
            double.Parse(
                (
                    await staging.RowsAsync(
                        "SELECT max(n) FROM (SELECT count(*) AS n FROM sales GROUP BY shop) s",
                        Token
                    )
                )[0],
                CultureInfo.InvariantCulture
            ),
            300,
            560
        );
    }

    private static async Task<double> NumberAsync(TestDatabase database, string what) =>
        double.Parse((await database.RowsAsync($"SELECT {what} FROM sales", Token))[0], CultureInfo.InvariantCulture);

    private async Task<TestDatabase> StartAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        var moment = engine is Engine.Sqlite ? "datetime" : "timestamp with time zone";
        await database.ExecuteAsync(Tables.Replace("{0}", moment, StringComparison.Ordinal), Token);
        return database;
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var done = await ProvisionProcess.RunAsync(Token, arguments);
        Assert.True(done.ExitCode == 0, done.Errors);
    }
}
