using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Provisioning.CommandLine.Page;
using Xunit;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>The text of a page.</summary>
public sealed partial class SchemaPageTests
{
    [Fact]
    public void The_same_structure_is_the_same_page()
    {
        Assert.Equal(SchemaPage.Of(Subjects.Shop), SchemaPage.Of(Subjects.Shop));
    }

    [Fact]
    public void Sizes_and_use_are_all_that_changes_from_one_moment_to_the_next()
    {
        var (one, other) = (SchemaPage.Of(Subjects.Shop.AsLive(1)), SchemaPage.Of(Subjects.Shop.AsLive(2)));

        Assert.NotEqual(one, other);
        Assert.Equal(SchemaPage.Lasting(one), SchemaPage.Lasting(other));
        Assert.NotEqual(SchemaPage.Lasting(one), SchemaPage.Lasting(SchemaPage.Of(Subjects.Shop)));
    }

    [Fact]
    public void Twelve_tables_take_less_than_80_kB_and_500_of_16_columns_less_than_2_MB()
    {
        Assert.Equal(12, Subjects.Shop.Structure.Model.Tables.Count);
        Assert.InRange(Encoding.UTF8.GetByteCount(SchemaPage.Of(Subjects.Shop)), 20_000, 80 * 1024);

        var large = Subjects.Large(tables: 500, columns: 16);

        Assert.Equal(8000, large.Structure.Model.Tables.Values.Sum(table => table.Columns.Count));
        Assert.InRange(Encoding.UTF8.GetByteCount(SchemaPage.Of(large)), 200_000, 2 * 1024 * 1024);
    }

    [Theory]
    [InlineData("[]", "format")]
    [InlineData(
        """{ "format": "provisioning-views-1", "views": [{ "name": "A" }] }""",
        "without \"name\" or \"tables\""
    )]
    [InlineData("""{ "format": "provisioning-views-1", "views": [{ "name": "A", "tables": ["nope*"] }] }""", "nope*")]
    [InlineData(
        """
            { "format": "provisioning-views-1",
              "views": [{ "name": "A", "tables": ["*"] }, { "name": "A", "tables": ["*"] }] }
            """,
        "two views"
    )]
    public void A_file_of_views_that_says_nothing_or_names_what_is_not_there_is_refused(string text, string why)
    {
        var error = Assert.Throws<UsageException>(() =>
            PageView.Parse(text, "views.json", Subjects.Shop.Structure.Model)
        );

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("views.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Passwords_in_defaults_are_masked_everywhere()
    {
        var page = SchemaPage.Of(Subjects.Shop);

        Assert.DoesNotContain("tr0ub4dor", page, StringComparison.Ordinal);
        Assert.Contains("postgresql://me:***@db/shop", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_of_the_structure_becomes_markup()
    {
        var page = SchemaPage.Of(Subjects.Shop);

        Assert.Contains("alert(1)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Equal(Subjects.Shop.Structure.Model.Find("customer")!.Description, (string?)Customer(page)["d"]);
    }

    [Fact]
    public void Its_policy_allows_its_own_script_and_style_and_nothing_from_elsewhere()
    {
        var page = SchemaPage.Of(Subjects.Shop);
        var policy = Policy().Match(page).Groups["text"].Value;

        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        foreach (Match block in Blocks().Matches(page))
        {
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(block.Groups["text"].Value)));
            Assert.Contains($"'sha256-{hash}'", policy, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("src=\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_which_migrations_made_and_changed_a_part_also_under_an_earlier_name()
    {
        var email = Customer(SchemaPage.Of(Subjects.Shop))["cols"]!
            .AsArray()
            .Single(column => (string?)column![0] == "email")!;

        // The places of versions 1, 2, which renames it, and 3, which makes it longer.
        Assert.Equal("[0,1,2]", email[4]!["h"]!.ToJsonString());
    }

    [Fact]
    public void Without_a_script_it_shows_each_table_with_its_SQL()
    {
        var page = SchemaPage.Of(Subjects.Shop);
        var plain = page[
            page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)
        ];

        foreach (var table in Subjects.Shop.Structure.Model.Tables.Keys)
        {
            Assert.Contains($">{table}</h2>", plain, StringComparison.Ordinal);
            Assert.Contains($"CREATE TABLE \"public\".\"{table}\"", plain, StringComparison.Ordinal);
        }

        Assert.Contains("Used by <a href=\"#t-purchase\">purchase</a>", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_statement_makes_is_said_beside_the_SQL_and_comments_are_in_it()
    {
        var shop = Subjects.Shop;
        var page = SchemaPage.Of(
            shop with
            {
                Structure = shop.Structure with
                {
                    Beyond = new()
                    {
                        Parts =
                        [
                            new("table", "supply", "partition by RANGE (at)"),
                            new("table", "supply", "comment: What came"),
                            new("table", "supply", "column id comment: Its number"),
                            new("table", "purchase", "constraint purchase_customer_fkey not valid"),
                        ],
                    },
                },
            }
        );

        Assert.Contains("\n-- besides: partition by RANGE (at)</pre>", page, StringComparison.Ordinal);
        Assert.Contains("COMMENT ON TABLE \"public\".\"supply\" IS 'What came'", page, StringComparison.Ordinal);
        Assert.Contains("IS 'Its number'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("besides: c", page, StringComparison.Ordinal);
        Assert.DoesNotContain("customer_fkey not valid", page, StringComparison.Ordinal);
    }

    private static JsonNode Customer(string page) =>
        JsonNode.Parse(Data().Match(page).Groups["text"].Value)!["tables"]!
            .AsArray()
            .Single(table => (string?)table!["n"] == "customer")!;

    [GeneratedRegex("Content-Security-Policy\" content=\"(?<text>[^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Policy();

    [GeneratedRegex("<(?:script|style)>(?<text>.*?)</(?:script|style)>", RegexOptions.Singleline, 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex("id=\"data\">(?<text>.*?)</script>", RegexOptions.Singleline, 1000)]
    private static partial Regex Data();
}
