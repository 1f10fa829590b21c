using Provisioning.CommandLine.Commands;
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
        var text = After(["status", "--url", given], "Run `provision status`.");

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
        string[] given = ["--app-role", "web", "--identity", "serial"];

        var text = After(
            proposed is "up" ? ["status", .. given[2..], "--tag", "demo"] : ["roles", "check", .. given],
            $"`provision {proposed}`"
        );

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
        string[] given = ["restore", "--from", "/b ups/it's", "--url", "sqlite:///a.db", "--key-file", "k"];

        var text = After([.. given, "--set", "20"], $"`provision {proposed}` does it.");

        Assert.Equal($"`{ProgramName.Value} {expected}` does it.", text);
    }

    [Fact]
    public void Where_from_is_no_place_of_backups_none_is_proposed()
    {
        var text = After(["import", "--from", "/export"], "`provision backup create` makes one.");

        Assert.Equal($"`{ProgramName.Value} backup create` makes one.", text);
    }

    [Theory]
    [InlineData("pitr init --to /log --url postgresql://h/d", "pitr receive", "--url postgresql://h/d --to /log")]
    [InlineData("pitr status --from /log", "pitr receive", "--to /log")]
    [InlineData("pitr receive --to /log", "pitr restore --to FOLDER", "--from /log")]
    [InlineData("pitr receive --to /log --url postgresql://h/d", "pitr init --to FOLDER", "--url postgresql://h/d")]
    [InlineData("backrest init --config /c --stanza s --repo /r", "backrest backup", "--config /c --stanza s")]
    [InlineData("keys rotate --from-key-file o --key-file n", "keys rotate", "--from-key-file o --key-file n")]
    [InlineData("keys rotate --key-file n --url a.db", "backup create", "--url a.db")]
    [InlineData("up --backup-first --backup-to /b --key-file n", "up", "")]
    [InlineData("up --backup-first --backup-to /b --key-file n", "backup list", "--key-file n --from /b")]
    [InlineData("backrest verify --config c", "status", "")]
    [InlineData("fleet up --fleet f --record r --part 1/2 --only a", "fleet retry", "--fleet f --part 1/2 --record r")]
    [InlineData("fleet status --fleet f --only a", "fleet status", "--fleet f")]
    [InlineData("fleet up --url a.db --schemas t_%", "fleet retry", "--url a.db --schemas t_%")]
    [InlineData("fleet status --fleet f", "fleet add", "--fleet f")]
    [InlineData("fleet status --fleet f", "status", "")]
    public void A_proposed_command_takes_what_is_the_same_in_both(string given, string proposed, string added)
    {
        var text = After(given.Split(' '), $"`provision {proposed}`");

        Assert.Equal($"`{ProgramName.Value} {proposed}{(added is "" ? "" : " ")}{added}`", text);
    }

    // The text as it is printed by a command with these arguments.
    private static string After(string[] given, string text)
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(given[0], given, [], console, CancellationToken.None);
        FollowUp.Remember(app.Parse(given).SelectedCommand);
        try
        {
            return FollowUp.In(text);
        }
        finally
        {
            FollowUp.Forget();
        }
    }
}
