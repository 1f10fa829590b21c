using Provisioning.Masking.Classification;
using Xunit;

namespace Provisioning.Masking.Tests.Classification;

public sealed class MaskingFileTests
{
    private const string Text = """
        {
          "format": "provisioning-masking-1",
          "profiles": {
            "staging": {
              "users": {
                "name": {
                  "mask": "keep"
                }
              }
            }
          },
          "references": {
            "notes.author": "users.id"
          },
          "tables": {
            "notes": {
              "author": "key"
            },
            "users": {
              "id": "key",
              "name": {
                "class": "personal",
                "mask": "pseudonym",
                "kind": "name"
              }
            }
          }
        }

        """;

    [Fact]
    public void A_file_is_printed_as_it_was_read_with_its_names_sorted()
    {
        var shuffled = Text.Replace("\"id\": \"key\",", "", StringComparison.Ordinal)
            .Replace(
                "\"kind\": \"name\"\n      }",
                "\"kind\": \"name\"\n      },\n\"id\": \"key\"",
                StringComparison.Ordinal
            );

        Assert.Equal(Text, MaskingFile.Parse(Text, "masking.json").Print());
        Assert.Equal(Text, MaskingFile.Parse(shuffled, "masking.json").Print());
    }

    [Fact]
    public void A_profile_comes_before_the_mask_of_the_column()
    {
        var file = MaskingFile.Parse(Text, "masking.json");

        Assert.Equal("keep", file.RuleOf("staging", "users", "name")?.Transformer);
        Assert.Equal("pseudonym", file.RuleOf("other", "users", "name")?.Transformer);
        Assert.Contains(
            "staging",
            Assert.Throws<MaskingException>(() => file.Require("other")).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("{}", "\"format\" is not")]
    [InlineData("""{"format": "provisioning-masking-1", "table": {}}""", "\"table\" is unknown")]
    [InlineData(
        """{"format": "provisioning-masking-1", "tables": {"t": {"c": "private"}}}""",
        "t.c has the class \"private\""
    )]
    [InlineData(
        """{"format": "provisioning-masking-1", "tables": {"t": {"c": {"mask": "keep"}}}}""",
        "t.c has no class"
    )]
    [InlineData(
        """{"format": "provisioning-masking-1", "tables": {"t": {"c": {"class": "public", "mask": "no"}}}}""",
        "t.c: There is no mask \"no\""
    )]
    [InlineData("""{"format": "provisioning-masking-1", "tables": {"t": {"c": "key", "c": "key"}}}""", "twice")]
    public void What_is_wrong_with_a_file_is_named(string text, string expected)
    {
        var error = Assert.Throws<MaskingException>(() => MaskingFile.Parse(text, "masking.json"));

        Assert.StartsWith("masking.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
