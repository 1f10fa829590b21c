using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Output;
using Xunit;

namespace Provisioning.CommandLine.Tests.Output;

public sealed class FollowUpTests
{
    [Theory]
    [InlineData("postgresql://me:s3cr3t@host/shop?sslmode=require", "postgresql://me@host/shop?sslmode=require")]
    [InlineData("postgresql://host/shop?password=s3cr3t&sslmode=require", "postgresql://host/shop?sslmode=require")]
    [InlineData("postgresql://host/shop?sslmode=require&password=s3;cr3t", "postgresql://host/shop?sslmode=require&")]
    [InlineData("Host=h;Password=s3&cr3t;Database=shop", "Host=h;Database=shop")]
    [InlineData("sqlite:///shop.db", "sqlite:///shop.db")]
    public void A_proposed_command_has_the_URL_without_its_password(string given, string proposed)
    {
        var url = new CommandOption("--url <URL>", CommandOptionType.SingleValue);
        url.TryParse(given);
        FollowUp.Remember([url]);

        var text = FollowUp.In("Run `provision status`.");

        FollowUp.Remember([]);
        var note =
            given == proposed ? "" : "\nThe password is left out of --url: set PGPASSWORD, or add --password-file.";
        Assert.Equal($"Run `{ProgramName.Value} status --url {FollowUp.Quote(proposed)}`.{note}", text);
    }

    [Theory]
    [InlineData(
        "roles rotate --passwords-to FILE",
        "roles rotate --passwords-to FILE --identity serial --app-role web"
    )]
    [InlineData("up", "up --identity serial --tag demo")]
    [InlineData("repair --dry-run", "repair --dry-run --identity serial")]
    public void A_proposed_command_has_the_options_of_this_one_that_it_takes(string proposed, string expected)
    {
        CommandOption[] given =
        [
            new("--app-role <NAME>", CommandOptionType.SingleValue),
            new("--identity <KIND>", CommandOptionType.SingleValue),
            new("--tag <NAME>", CommandOptionType.MultipleValue),
        ];
        foreach (var (option, value) in given.Zip((string[])["web", "serial", "demo"]))
        {
            option.TryParse(value);
        }

        FollowUp.Remember(given);

        var text = FollowUp.In($"`provision {proposed}`");

        FollowUp.Remember([]);
        Assert.Equal($"`{ProgramName.Value} {expected}`", text);
    }

    [Theory]
    [InlineData("backup list", "backup list --key-file k --from '/b ups/it'\\''s'")]
    [InlineData("backup create", "backup create --url sqlite:///a.db --key-file k --to '/b ups/it'\\''s'")]
    [InlineData(
        "restore --damaged",
        "restore --damaged --url sqlite:///a.db --set 20 --key-file k --from '/b ups/it'\\''s'"
    )]
    [InlineData("up", "up --url sqlite:///a.db")]
    [InlineData("export --to FOLDER", "export --to FOLDER --url sqlite:///a.db")]
    [InlineData("systems", "systems")]
    public void A_proposed_command_about_backups_has_their_place_and_keys(string proposed, string expected)
    {
        CommandOption Given(string name, string value)
        {
            var option = new CommandOption($"--{name} <VALUE>", CommandOptionType.SingleValue);
            option.TryParse(value);
            return option;
        }

        FollowUp.Remember(
            [Given("from", "/b ups/it's"), Given("url", "sqlite:///a.db"), Given("key-file", "k"), Given("set", "20")],
            isOfBackups: true
        );

        var text = FollowUp.In($"`provision {proposed}` does it.");

        FollowUp.Remember([]);
        Assert.Equal($"`{ProgramName.Value} {expected}` does it.", text);
    }

    [Fact]
    public void Where_from_is_no_place_of_backups_none_is_proposed()
    {
        var option = new CommandOption("--from <FOLDER>", CommandOptionType.SingleValue);
        option.TryParse("/export");
        FollowUp.Remember([option]);

        var text = FollowUp.In("`provision backup create` makes one.");

        FollowUp.Remember([]);
        Assert.Equal($"`{ProgramName.Value} backup create` makes one.", text);
    }
}
