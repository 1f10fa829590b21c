using System.Security.Cryptography;
using System.Text;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Seeding;
using Provisioning.Seeding.Filling;
using Xunit;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Any number of rows from the structure of a database alone, the same however they are written.</summary>
public sealed class StructureLoaderTests(PostgreSqlServer server)
{
    // {0} is a column that the engine numbers, {1} the type of a moment.
    private const string Tables = """
        CREATE TABLE orgs (id {0}, name text NOT NULL UNIQUE, plan text NOT NULL CHECK (plan IN ('free', 'pro')),
          created_at {1} NOT NULL);
        CREATE TABLE users (id {0}, org_id bigint NOT NULL REFERENCES orgs, email varchar(60) NOT NULL UNIQUE,
          name text, age integer CHECK (age >= 18), created_at {1} NOT NULL, updated_at {1}, UNIQUE (org_id, id));
        CREATE TABLE threads (id {0}, owner_id bigint NOT NULL REFERENCES users, title text, created_at {1} NOT NULL);
        CREATE TABLE members (thread_id bigint NOT NULL REFERENCES threads, user_id bigint NOT NULL REFERENCES users,
          role varchar(12) NOT NULL, PRIMARY KEY (thread_id, user_id));
        CREATE TABLE messages (id {0}, thread_id bigint NOT NULL REFERENCES threads,
          sender_id bigint NOT NULL REFERENCES users, reply_to bigint REFERENCES messages, body text NOT NULL,
          score numeric(8,2), created_at {1} NOT NULL);
        CREATE TABLE categories (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES categories);
        """;

    private const string Circle = """
        CREATE TABLE one (id integer PRIMARY KEY, other integer NOT NULL{0});
        CREATE TABLE two (id integer PRIMARY KEY, other integer NOT NULL REFERENCES one);
        CREATE TABLE child (id integer PRIMARY KEY, one integer NOT NULL REFERENCES one);
        {1}
        """;

    private static readonly string[] Names = ["orgs", "users", "threads", "members", "messages", "categories"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task The_rows_are_the_same_for_any_number_of_writers_and_any_size_of_transactions(Engine engine)
    {
        var hashes = new HashSet<string>();
        foreach (var (writers, batch) in new[] { (1, 1_000_000), (3, 37), (2, 500), (4, 1) })
        {
            await using var database = await StartAsync(engine);

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
        await using var sqlite = await StartAsync(Engine.Sqlite);
        await using var postgres = await StartAsync(Engine.PostgreSql);
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
        await using var whole = await StartAsync(engine);
        await using var part = await StartAsync(engine);
        await using var other = await StartAsync(engine);
        var model = new Dictionary<Schema.ObjectName, long> { ["orgs"] = 40, ["users"] = 40 };

        await LoadAsync(whole, new() { Rows = 40 });
        await LoadAsync(part, new() { RowsOf = model, IsOnlyNamed = true });
        await LoadAsync(other, new() { Rows = 40, Seed = 43 });

        string[] two = ["orgs", "users"];
        Assert.Equal(await HashAsync(whole, two), await HashAsync(part, two));
        Assert.NotEqual(await HashAsync(whole, two), await HashAsync(other, two));
        Assert.Equal(["0"], await part.RowsAsync("SELECT count(*) FROM messages", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_load_that_was_interrupted_anywhere_goes_on_without_a_double_or_missing_row(Engine engine)
    {
        await using var whole = await StartAsync(engine);
        await LoadAsync(whole, new() { Rows = 200, Batch = 50 });
        var expected = await HashAsync(whole, Names);
        for (var stopAt = 1; stopAt < 36; stopAt += 5)
        {
            await using var database = await StartAsync(engine);
            using var stop = new CancellationTokenSource();
            var reports = 0;
            var interrupted = false;
            try
            {
                await LoadAsync(
                    database,
                    new()
                    {
                        Rows = 200,
                        Batch = 50,
                        Writers = 2,
                    },
                    new Watch(() =>
                    {
                        if (Interlocked.Increment(ref reports) == stopAt)
                        {
                            stop.Cancel();
                        }
                    }),
                    stop
                );
            }
            catch (OperationCanceledException)
            {
                interrupted = true;
            }

            Assert.True(interrupted, $"was done before report {stopAt}");
            var refused = await Assert.ThrowsAsync<ProvisioningException>(() =>
                LoadAsync(database, new() { Rows = 200, Batch = 50 })
            );
            var filled = await LoadAsync(
                database,
                new()
                {
                    Batch = 50,
                    Writers = 2,
                    Resumes = true,
                }
            );

            Assert.Contains("--resume", refused.Message, StringComparison.Ordinal);
            Assert.All(filled, table => Assert.Equal((table.Table, 200), (table.Table, table.Rows)));
            Assert.Equal(expected, await HashAsync(database, Names));
            Assert.Empty(await FindingsAsync(database));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Another_seed_number_or_structure_does_not_continue_a_load(Engine engine)
    {
        await using var database = await StartAsync(engine);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            LoadAsync(database, new() { Batch = 50 }, new Watch(stop.Cancel), stop)
        );

        var seed = await Assert.ThrowsAsync<ProvisioningException>(() =>
            LoadAsync(database, new() { Seed = 1, Resumes = true })
        );
        await database.ExecuteAsync("ALTER TABLE users ADD COLUMN more text", Token);
        var structure = await Assert.ThrowsAsync<ProvisioningException>(() =>
            LoadAsync(database, new() { Resumes = true })
        );

        Assert.Contains("has seed number 42, not 1", seed.Message, StringComparison.Ordinal);
        Assert.Contains("was of another structure", structure.Message, StringComparison.Ordinal);
    }

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
        await using var database = await StartAsync(engine);

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
        await using var database = await StartAsync(engine);

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
        await using var database = await StartAsync(engine);

        var filled = await LoadAsync(database, new() { Rows = 2000, Edges = 1000 });

        Assert.All(filled, table => Assert.Equal((table.Table, null), (table.Table, table.Problem)));
        Assert.Empty(await FindingsAsync(database));
        Assert.NotEqual(["0"], await database.RowsAsync("SELECT count(*) FROM messages WHERE body = ''", Token));
        Assert.NotEqual(["0"], await database.RowsAsync("SELECT count(*) FROM messages WHERE body LIKE '%🎉%'", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Structures_at_random_are_loaded_the_same_in_one_transaction_and_in_many(Engine engine)
    {
        for (var seed = 0; seed < (Ladder.IsFull ? 2000 : 60); seed++)
        {
            var sql = new RandomTables(new(seed)).Sql(engine);
            var hashes = new HashSet<string>();
            foreach (var batch in new[] { 1000, 7 })
            {
                await using var database = await TestDatabase.CreateAsync(engine, server, Token);
                await database.ExecuteAsync(sql, Token);

                var filled = await LoadAsync(
                    database,
                    new()
                    {
                        Rows = 20,
                        Seed = seed,
                        Batch = batch,
                        Writers = 2,
                    }
                );

                Assert.All(filled, table =>
                    Assert.True(
                        table.Problem is null || table is { Rows: > 0, Problem: "no more rows of it can differ" },
                        $"{seed}: {table}\n{sql}"
                    )
                );
                Assert.True(await FindingsAsync(database) is [], $"{seed}\n{sql}");
                hashes.Add(await HashAsync(database, [.. filled.Select(table => $"{table.Table}")]));
            }

            Assert.True(hashes.Count == 1, $"{seed}\n{sql}");
        }
    }

    private async Task<TestDatabase> StartAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        var (id, moment) =
            engine is Engine.Sqlite
                ? ("INTEGER PRIMARY KEY AUTOINCREMENT", "DATETIME")
                : ("bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "timestamptz");
        await database.ExecuteAsync(
            Tables.Replace("{0}", id, StringComparison.Ordinal).Replace("{1}", moment, StringComparison.Ordinal),
            Token
        );
        return database;
    }

    private static async Task<IReadOnlyList<FilledTable>> LoadAsync(
        TestDatabase database,
        LoadOptions options,
        IProgress<SeedProgress>? progress = null,
        CancellationTokenSource? stop = null,
        Action<string>? note = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var versions = new VersionTable();
        return await new StructureLoader(session, options, versions, progress, note).RunAsync(
            (await session.InspectAsync(Token)).WithoutLedger(versions, session.Database.Dialect),
            await session.InspectUnmodelledAsync(Token),
            stop?.Token ?? Token
        );
    }

    private static async Task<IReadOnlyList<string>> FindingsAsync(TestDatabase database)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var checkedTables = await new RowCheck(session).RunAsync(await session.InspectAsync(Token), Token);
        return [.. checkedTables.SelectMany(table => table.Findings.Select(finding => $"{table.Table} {finding}"))];
    }

    private static async Task<string> HashAsync(TestDatabase database, IReadOnlyList<string> tables)
    {
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            var rows = await database.RowsAsync($"SELECT * FROM {table}", Token);
            text.AppendJoin('\n', rows.Order(StringComparer.Ordinal));
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private sealed class Watch(Action seen) : IProgress<SeedProgress>
    {
        public void Report(SeedProgress value) => seen();
    }
}
