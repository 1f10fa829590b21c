using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>How ToWow's database behaves.</summary>
public sealed class ToWowTests(PostgreSqlServer server)
{
    private const string Response = """
        INSERT INTO agent_responses (id, demand_id, agent_id, message)
        SELECT '00000000-0000-0000-0000-000000000001', (SELECT id FROM demands), (SELECT id FROM agent_profiles WHERE name = 'Code Reviewer'), 'I can'
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Answers_and_channels_go_with_their_demand_and_answers_with_their_agent(Engine engine)
    {
        await using var database = await SampleAsync(engine);
        await database.ExecuteAsync(Response, Token);
        await database.ExecuteAsync($"{On(engine)}DELETE FROM agent_profiles WHERE name = 'Code Reviewer'", Token);
        var withoutAgent = await database.RowsAsync("SELECT count(*) FROM agent_responses", Token);
        await database.ExecuteAsync(
            "INSERT INTO collaboration_channels (id, name, demand_id) SELECT '00000000-0000-0000-0000-000000000002', "
                + "'room', id FROM demands",
            Token
        );

        await database.ExecuteAsync($"{On(engine)}DELETE FROM demands", Token);

        Assert.Equal(["0"], withoutAgent);
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM collaboration_channels", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task An_answer_to_no_demand_is_refused(Engine engine)
    {
        await using var database = await SampleAsync(engine);

        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.ExecuteAsync(
                $"{On(engine)}INSERT INTO agent_responses (id, demand_id, agent_id, message) SELECT id, id, id, "
                    + $"'none' FROM agent_profiles WHERE name = 'Code Reviewer'",
                Token
            )
        );
        Assert.Contains("foreign key", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_row_of_its_required_values_alone_has_the_documented_defaults(Engine engine)
    {
        await using var database = await SampleAsync(engine);
        await database.ExecuteAsync(
            "INSERT INTO agent_profiles (id, name, agent_type) VALUES ('00000000-0000-0000-0000-000000000003', "
                + "'bare', 'developer')",
            Token
        );
        await database.ExecuteAsync(
            "INSERT INTO demands (id, title, description, user_id) VALUES ('00000000-0000-0000-0000-000000000004', "
                + "'bare', 'bare', 'u')",
            Token
        );
        await database.ExecuteAsync(
            Response.Replace("FROM demands", "FROM demands WHERE title = 'bare'", StringComparison.Ordinal),
            Token
        );

        var agent = await database.RowsAsync(
            "SELECT capabilities, pricing_info, config, total_collaborations FROM agent_profiles WHERE name = 'bare' "
                + "AND is_active AND created_at IS NOT NULL",
            Token
        );
        var demand = await database.RowsAsync(
            "SELECT requirements, budget, status, tags, extra_metadata FROM demands WHERE title = 'bare' AND deadline "
                + "IS NULL AND updated_at IS NOT NULL",
            Token
        );

        Assert.Equal(["{}|{}|{}|0"], agent);
        Assert.Equal(["{}|{}|draft|[]|{}"], demand);
        Assert.Equal(["pending|{}"], await database.RowsAsync("SELECT status, proposal FROM agent_responses", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_changed_row_says_when(Engine engine)
    {
        await using var database = await SampleAsync(engine);
        await database.ExecuteAsync("UPDATE demands SET updated_at = '2020-01-01 00:00:00+00'", Token);

        await database.ExecuteAsync("UPDATE demands SET status = 'published'", Token);

        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM demands WHERE updated_at < '2021-01-01'", Token)
        );
    }

    [Fact]
    public async Task Capabilities_are_searched_through_their_index()
    {
        await using var database = await SampleAsync(Engine.PostgreSql);

        var plan = await database.RowsAsync(
            """SET enable_seqscan = off; EXPLAIN SELECT name FROM agent_profiles WHERE capabilities @> '{"languages":["go"]}'""",
            Token
        );
        var found = await database.RowsAsync(
            """SELECT name FROM agent_profiles WHERE capabilities @> '{"languages":["go"]}'""",
            Token
        );

        Assert.Contains(plan, line => line.Contains("ix_agent_profiles_capabilities_gin", StringComparison.Ordinal));
        Assert.Equal(["Code Reviewer"], found);
    }

    private static string On(Engine engine) => engine is Engine.Sqlite ? "PRAGMA foreign_keys = ON; " : "";

    private Task<TestDatabase> SampleAsync(Engine engine) =>
        TestDatabase.InitializedAsync("towow", engine, server, Token, "sample-data");
}
