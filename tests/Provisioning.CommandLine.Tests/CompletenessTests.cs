using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Ledger;
using Xunit;

namespace Provisioning.CommandLine.Tests;

/// <summary>What is added is also documented: a command, a setting, a limit of a check, a column of the ledger. What
/// misses is named with the place that it misses in.</summary>
public sealed partial class CompletenessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_command_is_in_the_table_of_the_README()
    {
        var rows = Lines("README.md").Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToArray();

        Assert.All(CommandList.Groups.SelectMany(group => group.Commands), entry =>
            Assert.True(
                rows.Any(row => row.Split('|')[1].Split('`', ' ').Contains(entry.Name, StringComparer.Ordinal)),
                $"Add a row for `{entry.Name}` to the commands of README.md."
            )
        );
    }

    [Fact]
    public void A_command_says_what_it_does_has_examples_and_an_example_of_itself()
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(only: null, [], [], console, Token);

        Assert.All( // The report of a backup goes by two names.
            All(app).Where(command => command.Parent is not null && Typed(command) is not "provision report backup"),
            command =>
            {
                var words = Typed(command);
                Assert.True(command.Description?.EndsWith('.') is true, $"Describe `{words}` in a sentence.");
                Assert.True(
                    command.ExtendedHelpText?.Contains(words, StringComparison.Ordinal) is true,
                    $"Give `{words}` an example in its ExtendedHelpText."
                );
            }
        );
    }

    [Fact]
    public void An_example_in_the_help_is_a_command_that_is_understood()
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(only: null, [], [], console, Token);
        var examples = All(app)
            .SelectMany(command => Example().Matches(command.ExtendedHelpText?.Replace("\\\n", " ") ?? ""))
            .Select(match => match.Groups["line"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        Assert.True(examples.Length > 100);
        Assert.All(examples, example =>
        {
            using var parser = ProvisionApplication.Create(only: null, [], [], console, Token);
            var words = Word().Matches(example).Select(match => match.Value.Trim('\'', '"'));
            Assert.Null(Record.Exception(() => parser.Parse(SafeOptions.Completed([.. words]))));
        });
    }

    [Fact]
    public void No_option_of_a_command_has_the_letter_of_another()
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(only: null, [], [], console, Token);

        Assert.All(All(app), command =>
            Assert.Empty(
                command
                    .GetOptions()
                    .SelectMany(option => (string?[])[option.ShortName, option.LongName])
                    .Where(name => name is { Length: > 0 })
                    .GroupBy(name => name, StringComparer.Ordinal)
                    .Where(group => group.Count() > 1)
                    .Select(group => $"{HelpText.Words(command)} {group.Key}")
            )
        );
    }

    [Fact]
    public void A_setting_is_in_the_table_of_connections() =>
        AreNamed("docs/connections.md", KnownSettings.Names.Select(name => $"`{name}`"));

    [Fact]
    public void A_limit_of_doctor_is_in_its_document() => AreNamed("docs/doctor.md", HealthLimits.Names);

    [Theory]
    [InlineData("provisioning_ledger")]
    [InlineData("provisioning_history")]
    public void A_column_of_the_ledger_is_in_its_document(string table)
    {
        var dialect = KnownEngines.Sqlite.Dialect(DialectOptions.Default);
        var state = LedgerState.Empty with { Versions = new() };
        var tables = LedgerTables.Missing(state, dialect).Select(statement => statement.Text).ToArray();
        var ledger = Assert.Single(tables, text =>
            text.StartsWith($"CREATE TABLE \"{table}\" (", StringComparison.Ordinal)
        );

        AreNamed(
            "docs/ledger.md",
            ledger
                .Split('"')
                .Where((_, at) => at % 2 == 1)
                .Skip(1)
                .Where(name => !name.EndsWith("_pkey", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Select(name => $"`{name}`")
        );
    }

    [Fact]
    public void A_command_that_a_message_proposes_exists_with_its_options()
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(only: null, [], [], console, Token);
        var proposed = Directory
            .GetFiles(Path.Combine(ThisFolder(), "../../src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Proposed().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["words"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        Assert.True(proposed.Length > 30);
        Assert.Empty(proposed.SelectMany(text => Wrong(app, text)));
    }

    [Fact]
    public void Commands_that_work_on_a_system_take_each_others_options_for_the_database()
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(only: null, [], [], console, Token);
        string[] names = ["system", "assembly", "project", "url", "identity", "schema", "config", "env-file"];
        var takers = All(app).Where(command => command.GetOptions().Any(option => option.LongName is "assembly"));

        Assert.True(takers.Count() > 40);
        Assert.All(names, name =>
            Assert.Single(
                takers
                    .SelectMany(command => command.GetOptions().Where(option => option.LongName == name))
                    .Select(option => option.Description)
                    .Distinct(StringComparer.Ordinal)
            )
        );
    }

    // What of a proposed command does not exist; its values are not looked at.
    private static IEnumerable<string> Wrong(CommandLineApplication app, string proposed)
    {
        var command = app;
        foreach (var word in proposed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                if (command.GetOptions().All(option => option.LongName != word[2..]))
                {
                    yield return $"`{Typed(command)}` has no option {word}, as in `provision {proposed}`.";
                }
            }
            else if (command.Commands.FirstOrDefault(known => known.Names.Contains(word)) is { } inner)
            {
                command = inner;
            }
            else if (command.Commands.Count > 0)
            {
                yield return $"There is no command `provision {proposed}`.";
                yield break;
            }
        }
    }

    private static void AreNamed(string page, IEnumerable<string> names)
    {
        var text = string.Join('\n', Lines(page));
        var all = names.ToArray();

        Assert.True(all.Length > 5);
        Assert.Empty(
            all.Where(name => !text.Contains(name, StringComparison.Ordinal)).Select(name => $"Add {name} to {page}.")
        );
    }

    private static IEnumerable<CommandLineApplication> All(CommandLineApplication command) =>
        command.Commands.SelectMany(All).Prepend(command);

    private static string[] Lines(string page) => File.ReadAllLines(Path.Combine(ThisFolder(), "../..", page));

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    // Help is written for the program called provision.
    private static string Typed(CommandLineApplication command) =>
        $"provision{HelpText.Words(command)[ProgramName.Value.Length..]}";

    // Up to a comment, a pipe or the next command; what comes before it sets variables.
    [GeneratedRegex(
        @"^  ([A-Z_]+=\S+ )*provision (?<line>.*?)( +#| [|>&]|;|$)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Example();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("`provision (?<words>[a-z][^`\"{}]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Proposed();
}
