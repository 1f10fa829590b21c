using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Output;
using Xunit;

namespace Provisioning.CommandLine.Tests.Output;

/// <summary>The manual page.</summary>
public sealed class ManualPageTests
{
    private static readonly string[] Macros = [".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".EX", ".EE", ".nh"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_command_is_a_section_with_its_options()
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(only: null, [], [], console, Token);

        var sections = ManualPage.Of(app).Split("\n.SS ");

        Assert.All(Leaves(app), command =>
        {
            var section = Assert.Single(sections, text =>
                text.StartsWith($"\"{HelpText.Words(command).Replace("-", "\\-")}\"\n", StringComparison.Ordinal)
            );
            Assert.All(command.GetOptions(), option =>
                Assert.Contains($"\\-\\-{option.LongName!.Replace("-", "\\-")}", section, StringComparison.Ordinal)
            );
        });
    }

    [Fact]
    public void No_line_of_text_is_taken_for_a_macro()
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(only: null, [], [], console, Token);

        Assert.All(ManualPage.Of(app).Split('\n').Where(line => line is ['.' or '\'', ..]), line =>
            Assert.Contains(line.Split(' ')[0], Macros)
        );
    }

    private static IEnumerable<CommandLineApplication> Leaves(CommandLineApplication command) =>
        command.Commands.Count == 0 ? [command] : command.Commands.SelectMany(Leaves);
}
