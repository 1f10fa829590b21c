using System.Text.Json;
using Provisioning.Databases;
using Provisioning.Seeds.ToWow;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Seeding;

public sealed class ToWowMockAgentsTests
{
    [Fact]
    public void The_same_seed_number_gives_the_same_rows_on_two_threads_in_any_order()
    {
        var (first, second) = (Agents(42, 2000), Agents(42, 2000));
        var (up, down) = (new string[2000], new string[2000]);

        Parallel.Invoke(
            () => Array.ForEach([.. Enumerable.Range(0, 2000)], row => up[row] = Line(first, row)),
            () => Array.ForEach([.. Enumerable.Range(0, 2000).Reverse()], row => down[row] = Line(second, row))
        );

        Assert.Equal(up, down);
    }

    [Fact]
    public void More_agents_leave_the_first_ones_as_they_were()
    {
        var (few, many) = (Agents(42, 100), Agents(42, 1_000_000));

        var lines = Enumerable.Range(0, 100).Select(row => Line(few, row));

        Assert.Equal(lines, Enumerable.Range(0, 100).Select(row => Line(many, row)));
    }

    [Fact]
    public void Another_seed_number_gives_other_rows()
    {
        var (one, other) = (Agents(42, 100), Agents(43, 100));

        var shared = RecordedRows
            .All(one)
            .Select(row => row[0])
            .Intersect(RecordedRows.All(other).Select(row => row[0]));

        Assert.Empty(shared);
        Assert.NotEqual(Line(one, 0), Line(other, 0));
    }

    [Fact]
    public void Ids_of_100_000_agents_are_distinct()
    {
        var agents = Agents(42, 100_000);

        var ids = RecordedRows.All(agents).Select(row => row[0]).Distinct();

        Assert.Equal(100_000, ids.Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(2026)]
    public void A_hundred_agents_are_of_at_least_six_types_and_speak_both_languages(long seed)
    {
        var agents = Agents(seed, 100);
        var rows = RecordedRows.All(agents).ToList();

        var types = rows.Select(row => RecordedRows.Value(agents, row, "agent_type")).Distinct().Count();
        var chinese = rows.Count(row => IsChinese(RecordedRows.Value(agents, row, "description")));

        Assert.InRange(types, 6, 12);
        Assert.InRange(chinese, 30, 70);
        Assert.All(rows, row =>
            Assert.Equal(
                IsChinese(RecordedRows.Value(agents, row, "description")),
                IsChinese(RecordedRows.Value(agents, row, "name"))
            )
        );
    }

    [Fact]
    public void Capabilities_are_complete()
    {
        var agents = Agents(42, 3000);

        Assert.All(RecordedRows.All(agents), row =>
        {
            var capabilities = RecordedRows.Json(agents, row, "capabilities");
            AssertList(capabilities.GetProperty("skills"), 2, 6);
            AssertList(capabilities.GetProperty("interests"), 2, 4);
            Assert.NotEmpty(capabilities.GetProperty("location").GetString()!);
            Assert.NotEmpty(capabilities.GetProperty("availability").GetString()!);
            foreach (var extra in capabilities.EnumerateObject().Where(p => p.Name is "languages" or "frameworks"))
            {
                AssertList(extra.Value, 1, 5);
            }
        });
    }

    [Fact]
    public void Chinese_is_in_the_documents_unescaped()
    {
        var agents = Agents(42, 100);

        var documents = RecordedRows
            .All(agents)
            .Select(row => (string)RecordedRows.Value(agents, row, "capabilities")!)
            .ToList();

        Assert.Contains(documents, IsChinese);
        Assert.DoesNotContain(documents, document => document.Contains("\\u", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("translator", "word", 0.03, 0.25, 0.10, 1.50)]
    [InlineData("developer", "hour", 15, 120, 80, 600)]
    [InlineData("designer", "project", 150, 3000, 800, 20000)]
    [InlineData("writer", "word", 0.04, 0.60, 0.15, 3.00)]
    [InlineData("data_analyst", "hour", 20, 110, 100, 550)]
    [InlineData("researcher", "report", 80, 1500, 500, 9000)]
    [InlineData("marketer", "campaign", 200, 5000, 1000, 30000)]
    [InlineData("product_manager", "day", 120, 900, 800, 5000)]
    [InlineData("customer_support", "ticket", 0.50, 6, 2, 30)]
    [InlineData("legal_advisor", "consultation", 50, 600, 300, 3000)]
    [InlineData("tutor", "lesson", 10, 90, 60, 500)]
    [InlineData("user_agent", "task", 1, 50, 5, 300)]
    public void Prices_fit_the_type(
        string type,
        string unit,
        double minDollars,
        double maxDollars,
        double minYuan,
        double maxYuan
    )
    {
        var agents = Agents(42, 3000);
        var rows = RecordedRows
            .All(agents)
            .Where(row => (string)RecordedRows.Value(agents, row, "agent_type")! == type)
            .ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var pricing = RecordedRows.Json(agents, row, "pricing_info");
            var isYuan = pricing.GetProperty("currency").GetString() == "CNY";
            Assert.True(isYuan || pricing.GetProperty("currency").GetString() == "USD");
            Assert.Equal(unit, pricing.GetProperty("unit").GetString());
            Assert.InRange(
                pricing.GetProperty("base_rate").GetDouble(),
                isYuan ? minYuan : minDollars,
                isYuan ? maxYuan : maxDollars
            );
        });
    }

    [Fact]
    public void Records_keep_to_the_documented_bounds()
    {
        var agents = Agents(42, 3000);
        var rows = RecordedRows.All(agents).ToList();

        var ratings = rows.Select(row => (double?)RecordedRows.Value(agents, row, "rating")).ToList();
        var active = rows.Count(row => (bool)RecordedRows.Value(agents, row, "is_active")!);

        Assert.All(ratings, rating =>
            Assert.True(rating is null || (rating is >= 4 and <= 5 && Math.Round(rating.Value, 1).Equals(rating.Value)))
        );
        Assert.InRange(ratings.Count(rating => rating is null), 30, 600);
        Assert.InRange(active, 2500, 2999);
        Assert.All(rows, row => Assert.InRange((long)RecordedRows.Value(agents, row, "total_collaborations")!, 0, 50));
    }

    [Fact]
    public void Configurations_number_the_users()
    {
        var agents = Agents(42, 2000);

        var configs = RecordedRows.All(agents).Select(row => RecordedRows.Json(agents, row, "config")).ToList();
        string?[] users = [.. configs.Select(config => config.GetProperty("user_id").GetString())];

        Assert.Equal(("agent_001", "agent_100", "agent_1234"), (users[0], users[99], users[1233]));
        Assert.All(configs, config =>
            Assert.Equal(
                ["user_id", "display_name", "personality", "decision_style"],
                config.EnumerateObject().Select(p => p.Name)
            )
        );
    }

    private static RowSource Agents(long seed, long count) =>
        Assert.Single(new ToWowMockAgents().Rows(new(seed, count)));

    private static string Line(RowSource agents, long row) => string.Join('|', RecordedRows.Row(agents, row));

    private static bool IsChinese(object? text) => ((string)text!).Any(c => c is >= '\u4e00' and <= '\u9fff');

    private static void AssertList(JsonElement list, int min, int max)
    {
        var items = list.EnumerateArray().Select(item => item.GetString()).ToList();
        Assert.InRange(items.Count, min, max);
        Assert.Equal(items.Count, items.Distinct(StringComparer.Ordinal).Count());
    }
}
