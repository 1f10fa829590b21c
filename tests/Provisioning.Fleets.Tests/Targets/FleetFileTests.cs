using Provisioning.Engines;
using Provisioning.Fleets.Targets;
using Xunit;

namespace Provisioning.Fleets.Tests.Targets;

/// <summary>What a file of targets may say, and how it is refused by name.</summary>
public sealed class FleetFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Targets_have_names_urls_schemas_and_labels()
    {
        var targets = await FindAsync(
            """
            { "targets": [
                { "name": "acme", "url": "postgresql://me@db/acme", "labels": { "region": "eu" } },
                { "name": "globex", "url": "postgresql://me@db/shared", "schema": "globex" } ] }
            """
        );

        Assert.Equal(["acme", "globex"], targets.Select(target => target.Name));
        Assert.Equal("eu", targets[0].Labels["region"]);
        Assert.EndsWith("/shared?schema=globex", targets[1].Database.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_makes_a_url_of_each_name_and_escapes_it()
    {
        var targets = await FindAsync(
            """
            { "template": { "url": "postgresql://me@db/shop_{name}", "names": ["a", "b c"], "labels": { "tier": "1" } } }
            """
        );

        Assert.Equal(["shop_a", "shop_b c"], targets.Select(target => target.Database.Name));
        Assert.All(targets, target => Assert.Equal("1", target.Labels["tier"]));
    }

    [Fact]
    public async Task A_variable_stands_for_a_secret_and_variables_name_targets()
    {
        var targets = await FindAsync(
            """
            { "targets": [{ "name": "acme", "url": "postgresql://me:${SHOP_PASSWORD}@db/acme" }],
              "variables": { "like": "SHOP_*_URL" } }
            """,
            ("SHOP_PASSWORD", "s3cret-and-long"),
            ("SHOP_NORTH_URL", "sqlite:///north.db"),
            ("SHOP_SOUTH_URL", "sqlite:///south.db"),
            ("SHOP_EMPTY_URL", "")
        );

        Assert.Equal(["acme", "north", "south"], targets.Select(target => target.Name));
        Assert.Contains("s3cret-and-long", targets[0].Database.ConnectionString, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", targets[0].Database.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{ \"targets\": [{ \"name\": \"a\", \"ulr\": \"sqlite:///a.db\" }] }",
        "targets[0] has the key \"ulr\""
    )]
    [InlineData("{ \"targets\": [{ \"name\": \"a\" }] }", "targets[0] has no \"url\"")]
    [InlineData("{ \"targets\": [{ \"name\": 1, \"url\": \"x\" }] }", "\"name\" has to be a text")]
    [InlineData("{ \"target\": [] }", "has the key \"target\", which there is not. Did you mean targets?")]
    [InlineData("{ }", "names no targets")]
    [InlineData("[]", "has to be an object")]
    [InlineData("{ \"targets\": [", "is no JSON: line 1")]
    [InlineData("{ \"template\": { \"url\": \"sqlite:///a.db\", \"names\": [\"a\"] } }", "has to have {name} in it")]
    [InlineData("{ \"variables\": { \"like\": \"SHOP_URL\" } }", "has to have one * in it")]
    public void What_is_wrong_is_said_by_name(string json, string said)
    {
        var error = Assert.Throws<FleetFileException>(() => FleetFile.Parse(json, "fleet.json"));

        Assert.StartsWith("fleet.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "sqlite:///b.db", "Two targets of the fleet are called a")]
    [InlineData("b", "sqlite:///a.db", "a and b are the same database")]
    [InlineData("b", "postgresql://me:${NONE}@db/b", "The variable NONE")]
    [InlineData("../b", "sqlite:///b.db", "neither a slash")]
    public async Task Two_that_are_one_and_names_that_are_none_are_refused(string name, string url, string said)
    {
        var json = $$"""
            { "targets": [{ "name": "a", "url": "sqlite:///a.db" }, { "name": "{{name}}", "url": "{{url}}" }] }
            """;

        var error = await Assert.ThrowsAsync<FleetFileException>(() => FindAsync(json));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_adds_and_takes_out_and_leaves_the_rest()
    {
        var path = Path.Combine(Path.GetTempPath(), $"fleet_{Guid.NewGuid():N}.json");
        try
        {
            var edit = new FleetFileEdit(path);
            edit.Add(new("a", "sqlite:///a.db", null));
            edit.Add(new("b", "postgresql://me@db/b", "b") { Labels = new Dictionary<string, string> { ["x"] = "y" } });
            var both = FleetFile.Read(path).Sources.OfType<NamedTarget>().Select(target => target.Name).ToArray();
            var wasThere = edit.Remove("a");

            Assert.Equal(["a", "b"], both);
            Assert.True(wasThere);
            Assert.False(edit.Remove("a"));
            var left = Assert.IsType<NamedTarget>(Assert.Single(FleetFile.Read(path).Sources));
            Assert.Equal(("b", "b", "y"), (left.Name, left.Schema, left.Labels["x"]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task<IReadOnlyList<FleetTarget>> FindAsync(
        string json,
        params (string Name, string Value)[] variables
    ) =>
        FleetTargets.FindAsync(
            FleetFile.Parse(json, "fleet.json").Sources,
            new(
                (url, schema) => DatabaseUrl.Parse(url, schema: schema),
                variables.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal)
            ),
            Token
        );
}
