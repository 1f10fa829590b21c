using Provisioning.CommandLine.Commands.New;
using Xunit;

namespace Provisioning.CommandLine.Tests.Commands.New;

public sealed class SourceNameTests
{
    [Theory]
    [InlineData("add_team", "AddTeam", "add team", "add_team", "add-team")]
    [InlineData("AddTeam", "AddTeam", "add team", "add_team", "add-team")]
    [InlineData("add team", "AddTeam", "add team", "add_team", "add-team")]
    [InlineData("sample-data", "SampleData", "sample data", "sample_data", "sample-data")]
    [InlineData("AddURLToUsers2", "AddURLToUsers2", "add URL to users2", "add_url_to_users2", "add-url-to-users2")]
    public void A_name_is_taken_however_it_is_written(
        string name,
        string pascal,
        string sentence,
        string snake,
        string kebab
    )
    {
        var made = new SourceName(name);

        Assert.Equal((pascal, sentence, snake, kebab), (made.Pascal, made.Sentence, made.Snake, made.Kebab));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2fast")]
    [InlineData("../x")]
    [InlineData("a;b")]
    [InlineData("\"quoted\"")]
    public void A_name_that_no_class_can_have_is_refused(string? name) =>
        Assert.Throws<UsageException>(() => new SourceName(name));
}
