using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Rows from the structure of a database alone are the same however they are written.</summary>
public sealed class SameRowsTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task The_rows_are_the_same_for_any_number_of_writers_and_any_size_of_transactions(Engine engine)
    {
        var hashes = new HashSet<string>();
        foreach (var (writers, batch) in new[] { (1, 1_000_000), (3, 37), (2, 500), (4, 1) })
        {
            await using var database = await StartAsync(engine, server);

            var filled = await LoadAsync(
                database,
                new()
                {
                    Rows = 150,
                    Writers = writers,
                    Batch = batch,
                }
            );

            Assert.All(filled, table =>
                Assert.Equal((table.Table, 150, null), (table.Table, table.Rows, table.Problem))
            );
            hashes.Add(await HashAsync(database, Names));
            Assert.Empty(await FindingsAsync(database));
        }

        Assert.Single(hashes);
    }

    [Fact]
    public async Task Both_engines_get_the_same_values()
    {
        await using var sqlite = await StartAsync(Engine.Sqlite, server);
        await using var postgres = await StartAsync(Engine.PostgreSql, server);
        const string Values =
            "SELECT m.id, m.thread_id, m.sender_id, m.reply_to, m.body, u.org_id, u.email, u.name, u.age FROM messages "
            + "m JOIN users u ON u.id = m.sender_id ORDER BY m.id";

        foreach (var database in new[] { sqlite, postgres })
        {
            await LoadAsync(database, new() { Rows = 300, Seed = 11 });
        }

        var rows = await sqlite.RowsAsync(Values, Token);
        Assert.Equal(300, rows.Count);
        Assert.Equal(rows, await postgres.RowsAsync(Values, Token));
        const string Pairs = "SELECT thread_id, user_id, role FROM members ORDER BY 1, 2";
        Assert.Equal(await sqlite.RowsAsync(Pairs, Token), await postgres.RowsAsync(Pairs, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Another_seed_number_makes_other_rows_and_a_table_does_not_depend_on_those_after_it(Engine engine)
    {
        await using var whole = await StartAsync(engine, server);
        await using var part = await StartAsync(engine, server);
        await using var other = await StartAsync(engine, server);
        var model = new Dictionary<Schema.ObjectName, long> { ["orgs"] = 40, ["users"] = 40 };

        await LoadAsync(whole, new() { Rows = 40 });
        await LoadAsync(part, new() { RowsOf = model, IsOnlyNamed = true });
        await LoadAsync(other, new() { Rows = 40, Seed = 43 });

        string[] two = ["orgs", "users"];
        Assert.Equal(await HashAsync(whole, two), await HashAsync(part, two));
        Assert.NotEqual(await HashAsync(whole, two), await HashAsync(other, two));
        Assert.Equal(["0"], await part.RowsAsync("SELECT count(*) FROM messages", Token));
    }
}
