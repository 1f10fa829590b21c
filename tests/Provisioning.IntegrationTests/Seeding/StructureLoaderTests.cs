using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>What the rows are like that are made from the structure of a database alone, in any number.</summary>
public sealed class StructureLoaderTests(PostgreSqlServer server)
{
    private const string Circle = """
        CREATE TABLE one (id integer PRIMARY KEY, other integer NOT NULL{0});
        CREATE TABLE two (id integer PRIMARY KEY, other integer NOT NULL REFERENCES one);
        CREATE TABLE child (id integer PRIMARY KEY, one integer NOT NULL REFERENCES one);
        {1}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Tables_that_need_each_other_are_filled_together_and_their_keys_stay_as_they_were(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var (inside, after) =
            engine is Engine.Sqlite
                ? (" REFERENCES two", "")
                : ("", "ALTER TABLE one ADD FOREIGN KEY (other) REFERENCES two;");
        await database.ExecuteAsync(
            Circle.Replace("{0}", inside, StringComparison.Ordinal).Replace("{1}", after, StringComparison.Ordinal),
            Token
        );

        var filled = await LoadAsync(database, new() { Rows = 300, Batch = 100 });

        Assert.All(filled, table => Assert.Equal((table.Table, 300, null), (table.Table, table.Rows, table.Problem)));
        Assert.Equal(3, filled.Count);
        Assert.Empty(await FindingsAsync(database));
        if (engine is Engine.PostgreSql)
        {
            Assert.Equal(
                ["0"],
                await database.RowsAsync(
                    "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferrable",
                    Token
                )
            );
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_table_that_cannot_have_as_many_rows_is_named_before_the_first_is_written(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE users (id integer PRIMARY KEY);
            CREATE TABLE orgs (id integer PRIMARY KEY);
            CREATE TABLE members (user_id integer NOT NULL REFERENCES users, org_id integer NOT NULL REFERENCES orgs,
              PRIMARY KEY (user_id, org_id));
            CREATE TABLE flags (on_or_off boolean PRIMARY KEY);
            """,
            Token
        );
        var notes = new List<string>();
        var rowsAtFirstNote = "";

        var filled = await LoadAsync(
            database,
            new()
            {
                RowsOf = new Dictionary<Schema.ObjectName, long>
                {
                    ["users"] = 7,
                    ["orgs"] = 11,
                    ["members"] = 1000,
                    ["flags"] = 5,
                },
            },
            note: text =>
            {
                rowsAtFirstNote += database.RowsAsync("SELECT count(*) FROM users", Token).GetAwaiter().GetResult()[0];
                notes.Add(text);
            }
        );

        Assert.Equal(
            ["flags: no more rows of it can differ, at most 2", "members: no more rows of it can differ, at most 77"],
            notes.Order(StringComparer.Ordinal)
        );
        Assert.Equal("00", rowsAtFirstNote);
        Assert.Equal([2, 77, 11, 7], filled.OrderBy(table => $"{table.Table}").Select(table => table.Rows));
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_follow_those_that_they_refer_to_in_time_and_some_parents_have_far_more_than_others(
        Engine engine
    )
    {
        await using var database = await StartAsync(engine, server);

        await LoadAsync(database, new() { Rows = 3000 });

        Assert.Equal(
            ["0"],
            await database.RowsAsync(
                "SELECT count(*) FROM messages m JOIN threads t ON t.id = m.thread_id JOIN users u ON u.id = "
                    + "m.sender_id LEFT JOIN messages r ON r.id = m.reply_to WHERE m.created_at < t.created_at "
                    + "OR m.created_at < u.created_at OR m.created_at < r.created_at",
                Token
            )
        );
        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM users WHERE updated_at < created_at", Token)
        );
        var fans = await database.RowsAsync("SELECT count(*) FROM messages GROUP BY thread_id ORDER BY 1 DESC", Token);
        Assert.True(int.Parse(fans[0], null) > 20 * int.Parse(fans[fans.Count / 2], null), fans[0]);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_engine_goes_on_numbering_above_the_rows(Engine engine)
    {
        await using var database = await StartAsync(engine, server);

        await LoadAsync(database, new() { Rows = 70 });
        await database.ExecuteAsync(
            "INSERT INTO orgs (name, plan, created_at) VALUES ('mine', 'pro', '2026-01-01 00:00:00')",
            Token
        );

        Assert.Equal(["71"], await database.RowsAsync("SELECT max(id) FROM orgs", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Values_that_break_programs_keep_every_rule(Engine engine)
    {
        await using var database = await StartAsync(engine, server);

        var filled = await LoadAsync(database, new() { Rows = 2000, Edges = 1000 });

        Assert.All(filled, table => Assert.Equal((table.Table, null), (table.Table, table.Problem)));
        Assert.Empty(await FindingsAsync(database));
        Assert.NotEqual(["0"], await database.RowsAsync("SELECT count(*) FROM messages WHERE body = ''", Token));
        Assert.NotEqual(["0"], await database.RowsAsync("SELECT count(*) FROM messages WHERE body LIKE '%🎉%'", Token));
    }
}
