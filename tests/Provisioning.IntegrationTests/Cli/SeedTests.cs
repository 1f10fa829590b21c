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
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        await ProvisionProcess.RunAsync(Token, "init", "--system", "towow", "--sample-data", "--url", database.Url);

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
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        await ProvisionProcess.RunAsync(Token, "init", "--system", "towow", "--sample-data", "--url", database.Url);
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
