using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Seeded rows on real databases.</summary>
public sealed class SeedTests(PostgreSqlServer server)
{
    private const string Agents =
        "SELECT id, name, agent_type, description, total_collaborations, rating FROM agent_profiles ORDER BY id";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_seed_number_makes_the_same_rows_on_both_engines()
    {
        await using var sqlite = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        await using var postgres = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);

        foreach (var database in new[] { sqlite, postgres })
        {
            await ProvisionProcess.RunAsync(
                Token,
                "init",
                "--system",
                "towow",
                "--sample-data",
                "--mock-agents-count",
                "500",
                "--seed",
                "7",
                "--url",
                database.Url
            );
        }

        var rows = await sqlite.RowsAsync(Agents, Token);
        Assert.Equal(502, rows.Count);
        Assert.Equal(rows, await postgres.RowsAsync(Agents, Token));
        Assert.Equal(
            await sqlite.RowsAsync("SELECT id, title, status FROM demands", Token),
            await postgres.RowsAsync("SELECT id, title, status FROM demands", Token)
        );
    }

    [Fact]
    public async Task A_seeder_is_given_its_number_by_its_name()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        await using var other = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        string[] init = ["init", "--system", "towow", "--url"];

        var named = await ProvisionProcess.RunAsync(Token, [.. init, database.Url, "--count", "mock-agents=70"]);
        var alias = await ProvisionProcess.RunAsync(Token, [.. init, other.Url, "--mock-agents-count", "70"]);
        var unknown = await ProvisionProcess.RunAsync(Token, [.. init, other.Url, "--count", "robots=7"]);

        Assert.Equal((0, 0, 2), (named.ExitCode, alias.ExitCode, unknown.ExitCode));
        Assert.Contains("has no seeder robots", unknown.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var rows = await database.RowsAsync(Agents, Token);
        Assert.Equal(70, rows.Count);
        Assert.Equal(rows, await other.RowsAsync(Agents, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_is_filled_by_its_structure_alone_the_same_every_time(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var other = await TestDatabase.CreateAsync(engine, server, Token);
        const string Rows = "SELECT * FROM agent_profiles ORDER BY id";
        foreach (var each in new[] { database, other })
        {
            await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", each.Url);
        }

        string[] seed = ["seed", "--auto", "--rows", "1200", "--yes"];
        var first = await ProvisionProcess.RunAsync(Token, [.. seed, "--url", database.Url]);
        var again = await ProvisionProcess.RunAsync(Token, [.. seed, "--url", database.Url]);
        var elsewhere = await ProvisionProcess.RunAsync(Token, [.. seed, "--system", "towow", "--url", other.Url]);

        Assert.True((first.ExitCode, again.ExitCode, elsewhere.ExitCode) == (0, 0, 0), first.Output + first.Errors);
        Assert.Equal("4,800 rows added to 4 tables.", first.Output.Trim());
        Assert.Equal("Nothing to do; no table is without rows.", again.Output.Trim());
        var rows = await database.RowsAsync(Rows, Token);
        Assert.Equal(1200, rows.Count);
        Assert.Equal(rows, await other.RowsAsync(Rows, Token));
    }

    [Fact]
    public async Task Filling_by_structure_asks_first_and_says_which_table_it_cannot_fill()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); "
                + "CREATE TABLE odd (id INTEGER PRIMARY KEY, a INTEGER NOT NULL CHECK (a & 1 = 2)); "
                + "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
            Token
        );

        var asked = await ProvisionProcess.RunAsync(Token, "seed", "--auto", "--url", database.Url);
        var filled = await ProvisionProcess.RunAsync(Token, "seed", "--auto", "--yes", "--url", database.Url);
        var wrong = await ProvisionProcess.RunAsync(Token, "seed", "--rows", "3", "--url", database.Url);

        Assert.Equal((2, 3, 2), (asked.ExitCode, filled.ExitCode, wrong.ExitCode));
        Assert.Contains("adds made-up rows", asked.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.StartsWith("odd: 0 rows added, CHECK constraint failed", filled.Output, StringComparison.Ordinal);
        Assert.Empty(await database.RowsAsync("SELECT * FROM alembic_version", Token));
        Assert.EndsWith("100 rows added to 1 table.", filled.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_row_of_a_user_stays_as_it_is_when_data_is_seeded_around_it(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        string[] seed = ["init", "--system", "towow", "--sample-data", "--mock-agents", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, seed);
        await database.ExecuteAsync("UPDATE agent_profiles SET name = 'mine' WHERE name = 'Code Reviewer'", Token);
        await database.ExecuteAsync("DELETE FROM agent_profiles WHERE name = 'Translation Expert'", Token);

        var again = await ProvisionProcess.RunAsync(Token, seed);

        Assert.Contains("sample-data: 1 row added, mock-agents: 0 rows added", again.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["mine", "Translation Expert"],
            await database.RowsAsync(
                "SELECT name FROM agent_profiles WHERE name IN ('mine', 'Translation Expert', 'Code Reviewer') ORDER "
                    + "BY name DESC",
                Token
            )
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task What_a_row_does_not_say_comes_from_the_database_and_updated_at_moves(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("towow", engine, server, Token, "sample-data");

        await Task.Delay(20, Token);
        await database.ExecuteAsync("UPDATE demands SET status = 'published'", Token);

        Assert.Equal(
            ["1"],
            await database.RowsAsync("SELECT count(*) FROM demands WHERE updated_at > created_at", Token)
        );
        Assert.Equal(
            ["2"],
            await database.RowsAsync(
                "SELECT count(*) FROM agent_profiles WHERE updated_at = created_at AND total_collaborations = 0",
                Token
            )
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_demand_takes_its_channels_and_answers_along(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("towow", engine, server, Token, "sample-data");
        var on = engine is Engine.Sqlite ? "PRAGMA foreign_keys = ON;" : "";
        await database.ExecuteAsync(
            $"""
            {on}
            INSERT INTO collaboration_channels (id, name, demand_id) SELECT id, 'c', id FROM demands;
            INSERT INTO agent_responses (id, demand_id, agent_id, message) SELECT a.id, d.id, a.id, 'm' FROM demands d, agent_profiles a;
            """,
            Token
        );

        await database.ExecuteAsync($"{on} DELETE FROM demands", Token);

        Assert.Equal(
            ["0|0|2"],
            await database.RowsAsync(
                "SELECT (SELECT count(*) FROM collaboration_channels), (SELECT count(*) FROM agent_responses), "
                    + "(SELECT count(*) FROM agent_profiles)",
                Token
            )
        );
    }
}
