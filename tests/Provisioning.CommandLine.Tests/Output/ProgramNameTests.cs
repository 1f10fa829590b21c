using Provisioning.CommandLine.Output;
using Xunit;

namespace Provisioning.CommandLine.Tests.Output;

public sealed class ProgramNameTests
{
    [Theory]
    [InlineData("/opt/provision", "provision", "provision")]
    [InlineData("/usr/bin/dotnet", "provision", "provision")]
    [InlineData("/opt/Shop.Database", "Shop.Database", "Shop.Database")]
    [InlineData("/opt/Shop.exe", "Shop", "Shop")]
    [InlineData(null, null, "provision")]
    public void A_program_is_called_after_its_file(string? process, string? assembly, string name) =>
        Assert.Equal(name, ProgramName.Name(process, assembly));

    [Fact]
    public void Commands_are_proposed_under_the_name_of_the_program()
    {
        var text = ProgramName.In(
            "This is a defect of provision. `provision status` shows it.\n  provision db wait && provision up",
            "shop"
        );

        Assert.Equal("This is a defect of provision. `shop status` shows it.\n  shop db wait && shop up", text);
    }

    [Fact]
    public void Help_of_a_program_with_one_system_needs_no_option_that_names_it() =>
        Assert.Equal(
            "  shop up --to 2      a database in ./shop.db",
            ProgramName.InHelp("  provision up --system towow --to 2      a database in ./towow.db", "shop", "shop")
        );
}
