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
        Assert.Equal($"Run `{ProgramName.Value} status --url {FollowUp.Quote(proposed)}`.", text);
    }
}
