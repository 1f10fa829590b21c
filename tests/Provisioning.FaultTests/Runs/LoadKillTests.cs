using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Runs;

/// <summary>A load of made-up rows that is killed or interrupted, and what --resume makes of it.</summary>
public sealed class LoadKillTests(PostgreSqlServer server)
{
    private const int Seed = 20261128;
    private const int Locked = 5;
    private const string Rows = "--rows=items=400k,orders=150k";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Killed_at_any_time_it_goes_on_without_a_double_or_missing_row(Engine engine)
    {
        var random = new Random(Seed);
        await using var whole = await StartAsync(engine);
        var done = await ProvisionProcess.RunAsync(Token, Command(whole, Rows));
        Assert.True(done.ExitCode == 0, done.Errors);
        var expected = await ContentAsync(whole);

        var resumed = 0;
        for (var attempt = 0; attempt < (Ladder.IsFull ? 30 : 3); attempt++)
        {
            await using var database = await StartAsync(engine);
            for (var kill = 0; kill < 3; kill++)
            {
                await using var killed = ProvisionProcess.Start(
                    Command(database, kill == 0 ? Rows : "--resume"),
                    new()
                );
                await BegunAsync(database, killed);
                await Task.Delay(random.Next(1000), Token);
                await killed.SendAsync(Signal.Kill);
                await killed.WaitAsync(Token);
                if (!await IsBegunAsync(database))
                {
                    break;
                }

                resumed++;
            }

            // Killed before its first note it begins from nothing, and after its last there is nothing to do.
            var end = await EndAsync(database);

            Assert.True(end.ExitCode == 0, $"seed {Seed}, attempt {attempt}: {end.Errors}");
            Assert.Equal(expected, await ContentAsync(database));
            FaultTable.Add($"a load of rows, killed at a random moment, {engine}", "finished by --resume");
        }

        Assert.True(resumed > 0, "no load was killed half way");
    }

    // A server may notice some moments later only that the process that it works for is gone.
    private static async Task<ProvisionRun> EndAsync(TestDatabase database)
    {
        for (var attempt = 0; ; attempt++)
        {
            var end = await ProvisionProcess.RunAsync(
                Token,
                Command(database, await IsBegunAsync(database) ? "--resume" : Rows)
            );
            if (end.ExitCode != Locked || attempt == 100)
            {
                return end;
            }

            await Task.Delay(200, Token);
        }
    }

    private static string[] Command(TestDatabase database, string more) =>
        ["seed", "--auto", "--yes", "--url", database.Url, .. more.Split('=', 2)];

    private async Task<TestDatabase> StartAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL UNIQUE);
            CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers, total
              numeric(8,2));
            CREATE TABLE items (order_id integer NOT NULL REFERENCES orders, line integer NOT NULL, title text);
            """,
            Token
        );
        return database;
    }

    private static async Task BegunAsync(TestDatabase database, ProvisionProcess load)
    {
        while (!load.HasExited && !await IsBegunAsync(database))
        {
            await Task.Delay(20, Token);
        }
    }

    private static async Task<bool> IsBegunAsync(TestDatabase database) =>
        (await database.TablesAsync(Token)).Contains("provisioning_seed");

    private static async Task<string> ContentAsync(TestDatabase database)
    {
        var rows = await database.RowsAsync(
            """
            SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM orders), (SELECT sum(id * (customer_id % 97)) FROM orders),
              (SELECT count(*) FROM items), (SELECT sum(CAST(order_id AS bigint) * (line % 89)) FROM items),
              (SELECT count(DISTINCT order_id) FROM items)
            """,
            Token
        );
        return rows[0];
    }
}
