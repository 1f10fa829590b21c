using System.Text.Json;
using Provisioning.Databases;
using Provisioning.Seeding;
using Provisioning.Seeds.ToWow;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Seeding;

public sealed class ToWowSampleDataTests
{
    private static readonly IReadOnlyList<RowSource> Sources = new ToWowSampleData().Rows(
        new(SeedOptions.DefaultSeed, 0)
    );

    [Fact]
    public void There_are_two_agents_and_one_demand()
    {
        var counts = Sources.Select(source => (source.Table.Name, source.Count));

        Assert.Equal([("agent_profiles", 2L), ("demands", 1L)], counts);
    }

    [Theory]
    [InlineData(
        0,
        "Translation Expert",
        "translator",
        """{"languages":["en","zh","ja","ko","es","fr","de"],"specializations":["technical","legal","medical"]}""",
        """{"base_rate":0.05,"currency":"USD","unit":"word"}"""
    )]
    [InlineData(
        1,
        "Code Reviewer",
        "developer",
        """{"languages":["python","javascript","typescript","go","rust"],"frameworks":["fastapi","react","nextjs"]}""",
        """{"base_rate":10.0,"currency":"USD","unit":"review"}"""
    )]
    public void The_agents_are_as_documented(int place, string name, string type, string capabilities, string pricing)
    {
        var agents = Sources[0];

        var row = RecordedRows.Row(agents, place);

        Assert.Equal(name, RecordedRows.Value(agents, row, "name"));
        Assert.Equal(type, RecordedRows.Value(agents, row, "agent_type"));
        AssertJson(capabilities, RecordedRows.Json(agents, row, "capabilities"));
        AssertJson(pricing, RecordedRows.Json(agents, row, "pricing_info"));
        AssertJson("{}", RecordedRows.Json(agents, row, "config"));
        Assert.Equal(true, RecordedRows.Value(agents, row, "is_active"));
        Assert.Null(RecordedRows.Value(agents, row, "rating"));
        Assert.Equal(0L, RecordedRows.Value(agents, row, "total_collaborations"));
    }

    [Fact]
    public void The_translator_says_that_it_knows_more_than_50_languages()
    {
        var agents = Sources[0];

        var description = (string)RecordedRows.Value(agents, RecordedRows.Row(agents, 0), "description")!;

        Assert.Contains("50+ languages", description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demand_is_as_documented()
    {
        var demands = Sources[1];

        var row = RecordedRows.Row(demands, 0);

        Assert.Equal("Translate Technical Documentation", RecordedRows.Value(demands, row, "title"));
        Assert.Equal("sample-user-001", RecordedRows.Value(demands, row, "user_id"));
        Assert.Equal("draft", RecordedRows.Value(demands, row, "status"));
        Assert.Null(RecordedRows.Value(demands, row, "deadline"));
        AssertJson(
            """{"source_language":"en","target_language":"zh","word_count":5000,"domain":"technical"}""",
            RecordedRows.Json(demands, row, "requirements")
        );
        AssertJson("""{"max_amount":500,"currency":"USD"}""", RecordedRows.Json(demands, row, "budget"));
        AssertJson("""["translation","technical","documentation"]""", RecordedRows.Json(demands, row, "tags"));
        AssertJson("{}", RecordedRows.Json(demands, row, "extra_metadata"));
    }

    [Fact]
    public void Ids_do_not_depend_on_the_seed_number()
    {
        var others = new ToWowSampleData().Rows(new(7, 0));

        var ids = Sources.SelectMany(RecordedRows.All).Select(row => row[0]).ToList();

        Assert.Equal(ids, others.SelectMany(RecordedRows.All).Select(row => row[0]));
        Assert.Equal(3, ids.Distinct().Count());
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), actual.GetRawText());
}
