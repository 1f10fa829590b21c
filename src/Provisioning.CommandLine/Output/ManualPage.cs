using System.Text;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Settings;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Output;

/// <summary>The manual page, in the macros of man(7). It is made from the commands themselves.</summary>
internal sealed class ManualPage
{
    private readonly StringBuilder _text = new();

    private ManualPage() { }

    /// <summary>The page of a whole command line.</summary>
    public static string Of(ProvisionApplication app)
    {
        var page = new ManualPage();
        var commands = All(app).Where(command => command.Parent is not null).ToList();
        page.Line(
            $".TH {ProgramName.Value.ToUpperInvariant()} 1 \"\" \"{ProgramName.Value} {MigrationRunner.ToolVersion}\""
        );
        // Options are not broken at their hyphens.
        page.Line(".nh");
        page.Section("NAME");
        page.Text($"{ProgramName.Value} - {FirstLower(app.Description.TrimEnd('.'))}");
        page.Section("SYNOPSIS");
        page.Text(HelpText.Usage(app));
        page.Section("DESCRIPTION");
        page.Text(
            "Results go to standard output; progress, notes and errors go to standard error. The options that commands "
                + "share are described once, after the commands."
        );
        page.Examples(app);
        page.Section("COMMANDS");
        commands.Where(command => command.Commands.Count == 0).ToList().ForEach(page.Command);
        foreach (var group in Shared(commands))
        {
            page.Section(HelpText.Heading(group.Key).ToUpperInvariant());
            foreach (var option in group.DistinctBy(option => option.LongName, StringComparer.Ordinal))
            {
                page.Entry(HelpText.Name(option).Trim(), option.Description);
            }
        }

        page.Section("ENVIRONMENT");
        page.Entry(KnownSettings.DatabaseUrl, "The database's URL, where neither --url nor a setting gives one.");
        page.Entry(
            string.Join(", ", KnownSettings.OfOptions.Select(KnownSettings.Variable)),
            "The value of the option of that name, where it is not given."
        );
        page.Entry(
            string.Join(", ", KnownSettings.OfConnection.Select(known => known.Variable).OfType<string>()),
            "Parts of a connection to PostgreSQL that the URL does not have."
        );
        page.Section("EXIT STATUS");
        foreach (var (code, meaning) in ExitCode.Meanings)
        {
            page.Entry(code, $"{char.ToUpperInvariant(meaning[0])}{meaning[1..]}.");
        }

        return page._text.ToString();
    }

    private static IEnumerable<CommandLineApplication> All(CommandLineApplication command) =>
        command.Commands.SelectMany(All).Prepend(command);

    private static IEnumerable<IGrouping<OptionGroup, CommandOption>> Shared(
        IEnumerable<CommandLineApplication> commands
    ) =>
        commands
            .SelectMany(command => command.GetOptions())
            .GroupBy(GroupedOption.Of)
            .Where(group => group.Key is not OptionGroup.Own)
            .OrderBy(group => group.Key);

    private static string FirstLower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private void Command(CommandLineApplication command)
    {
        Line($".SS {Quote(HelpText.Words(command))}");
        Text(command.Description);
        Text(HelpText.Usage(command));
        foreach (var paragraph in HelpText.Parts(command).Prose)
        {
            Text(paragraph);
        }

        var options = command.GetOptions().ToLookup(option => GroupedOption.Of(option) is OptionGroup.Own);
        foreach (var option in options[true])
        {
            Entry(HelpText.Name(option).Trim(), option.Description);
        }

        if (options[false].Any())
        {
            Text($"Also: {string.Join(", ", options[false].Select(option => $"--{option.LongName}"))}.");
        }

        Examples(command);
    }

    private void Examples(CommandLineApplication command)
    {
        if (HelpText.Parts(command).Examples is { Count: > 0 } examples)
        {
            Line(".PP");
            Line(".EX");
            foreach (var example in examples)
            {
                Line(Escape(example));
            }

            Line(".EE");
        }
    }

    private void Section(string heading) => Line($".SH {Quote(heading)}");

    private void Entry(string name, string description)
    {
        Line(".TP");
        Line($".B {Quote(name)}");
        Line(Escape(description));
    }

    private void Text(string paragraph)
    {
        Line(".PP");
        Line(Escape(paragraph));
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private static string Quote(string text) => $"\"{Escape(text).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    // A hyphen is written as what can be typed, and no line of text is a request.
    private static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("'", "\\(aq", StringComparison.Ordinal)
            .Replace("`", "\\(ga", StringComparison.Ordinal);
        return escaped is ['.', ..] ? $"\\&{escaped}" : escaped;
    }
}
