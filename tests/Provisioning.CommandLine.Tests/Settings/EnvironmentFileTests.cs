using Provisioning.CommandLine.Settings;
using Xunit;

namespace Provisioning.CommandLine.Tests.Settings;

public sealed class EnvironmentFileTests
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("export A = 1 ", "1")]
    [InlineData("A=", "")]
    [InlineData("A=1 # comment", "1")]
    [InlineData("A=p#ss", "p#ss")]
    [InlineData("A=#comment", "")]
    [InlineData("A='1 # 2' # comment", "1 # 2")]
    [InlineData("A=\"x\\ny\\t\\\"z\\\"\"", "x\ny\t\"z\"")]
    [InlineData("A='x\\ny'", "x\\ny")]
    [InlineData("A=\"x\ny\"", "x\ny")]
    [InlineData("\uFEFFA=1\r\nB=2", "1")]
    [InlineData("A=1\nA=2", "2")]
    public void A_value_is_read_as_Compose_reads_it(string text, string expected) =>
        Assert.Equal(expected, Parse(text)["A"].Value);

    [Theory]
    [InlineData("A=${B}", "outside")]
    [InlineData("A=x${B}y", "xoutsidey")]
    [InlineData("A=\"${B}\"", "outside")]
    [InlineData("A='${B}'", "${B}")]
    [InlineData("A=${C}", "")]
    [InlineData("A=${C:-default}", "default")]
    [InlineData("A=${C", "${C")]
    [InlineData("D=1\nA=${D}", "1")]
    [InlineData("B=1\nA=${B}", "outside")]
    public void A_reference_is_replaced_outside_single_quotes_and_the_environment_comes_first(
        string text,
        string expected
    ) => Assert.Equal(expected, Parse(text)["A"].Value);

    [Fact]
    public void Each_variable_has_the_line_that_it_begins_on()
    {
        var found = Parse("# comment\n\nA='1\n2'\nB=3");

        Assert.Equal((3, 5), (found["A"].Line, found["B"].Line));
    }

    [Theory]
    [InlineData("A=1\nno variable", "line 2 is not NAME=value")]
    [InlineData("1A=s3cr3t", "line 1 is not NAME=value")]
    [InlineData("A='s3cr3t", "line 1 has an unterminated quote")]
    [InlineData("A='s3cr3t' more", "line 1 has an unterminated quote")]
    public void A_line_that_is_wrong_is_refused_with_its_place_and_without_its_text(string text, string words)
    {
        var error = Assert.Throws<UsageException>(() => Parse(text));

        Assert.Contains($".env {words}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, (string Value, int Line)> Parse(string text) =>
        EnvironmentFile.Parse(text, ".env", name => name == "B" ? "outside" : null);
}
