using Provisioning.CommandLine.Settings;
using Xunit;

namespace Provisioning.CommandLine.Tests.Settings;

public sealed class ConfigurationFileTests
{
    private const string Text = """
        {
          // comments and trailing commas are taken
          "$schema": "x",
          "lock_wait": 30,
          "sslmode": "require",
          "pool": { "size": 5, "pre_ping": true },
          "systems": { "towow": { "sslmode": "verify-full", }, },
        }
        """;

    [Theory]
    [InlineData(null, "lock_wait", "30", "provision.json")]
    [InlineData("towow", "lock_wait", "30", "provision.json")]
    [InlineData(null, "sslmode", "require", "provision.json")]
    [InlineData("nova", "sslmode", "require", "provision.json")]
    [InlineData("towow", "sslmode", "verify-full", "provision.json: systems.towow")]
    [InlineData(null, "pool_size", "5", "provision.json")]
    [InlineData(null, "pool_pre_ping", "true", "provision.json")]
    public void A_setting_of_the_system_comes_before_one_for_all(
        string? system,
        string setting,
        string value,
        string source
    )
    {
        var found = ConfigurationFile.Parse(Text, "provision.json").Find(system, setting);

        Assert.Equal(new Setting(setting, value, source, Rank.File), found);
    }

    [Fact]
    public void A_setting_that_the_file_does_not_have_is_not_found() =>
        Assert.Null(ConfigurationFile.Parse(Text, "provision.json").Find("towow", "identity"));

    [Theory]
    [InlineData("{", "provision.json is no JSON: line 1")]
    [InlineData("[]", "no object at its top")]
    [InlineData("""{ "systems": 1 }""", "no object for systems")]
    [InlineData("""{ "pool": 1 }""", "no object for pool")]
    [InlineData("""{ "sslmod": "s3cr3t" }""", "provision.json has the setting \"sslmod\", which does not exist")]
    [InlineData(
        """{ "systems": { "nova": { "x": "s3cr3t" } } }""",
        "provision.json: systems.nova has the setting \"x\""
    )]
    [InlineData("""{ "password": "s3cr3t" }""", "give password_file or password_command")]
    [InlineData("""{ "sslmode": ["s3cr3t"] }""", "no text, number, true or false for \"sslmode\"")]
    public void A_file_that_is_wrong_is_refused_with_the_place_and_without_the_value(string text, string words)
    {
        var error = Assert.Throws<UsageException>(() => ConfigurationFile.Parse(text, "provision.json"));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.Message, StringComparison.Ordinal);
    }
}
