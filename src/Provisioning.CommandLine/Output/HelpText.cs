using System.Text;
using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using McMaster.Extensions.CommandLineUtils.HelpText;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Output;

/// <summary>Help, folded to the terminal: what the command does, its own options first and those of the connection
/// last, then examples that can be pasted.</summary>
internal sealed partial class HelpText : IHelpTextGenerator
{
    private const int WidestName = 30;
    private const int NarrowestText = 44;
    private const string Indent = "  ";

    /// <inheritdoc />
    public void Generate(CommandLineApplication application, TextWriter output) =>
        output.Write(Of(application, Terminal.ProseColumns));

    /// <summary>The help of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="columns">The columns of a line.</param>
    public static string Of(CommandLineApplication command, int columns)
    {
        var (prose, examples) = Parts(command);
        var text = new StringBuilder();
        text.Append(Terminal.Fold(command.Description, columns)).Append("\n\n");
        text.Append("Usage: ").Append(Usage(command)).Append('\n');
        foreach (var paragraph in prose)
        {
            text.Append('\n').Append(Terminal.Fold(paragraph, columns)).Append('\n');
        }

        (string Heading, List<(string, string)> Rows)[] sections = [.. Commands(command), .. Options(command)];
        var width = sections
            .SelectMany(section => section.Rows)
            .Select(row => row.Item1.Length)
            .Where(length => length <= WidestName)
            .DefaultIfEmpty(0)
            .Max();
        foreach (var (heading, rows) in sections)
        {
            text.Append('\n').Append(Terminal.Paint($"{heading}:", Tone.Strong)).Append('\n');
            text.Append(Rows(rows, width, columns));
        }

        if (examples.Count > 0)
        {
            text.Append('\n').Append(Terminal.Paint("Examples:", Tone.Strong)).Append('\n');
            text.Append(string.Concat(examples.Select(line => Example(line, columns))));
        }

        if (command.Commands.Count > 0)
        {
            text.Append('\n').Append(Terminal.Fold(More(command), columns)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The words by which a command is called.</summary>
    public static string Words(CommandLineApplication? command) =>
        command?.Parent is null ? ProgramName.Value : $"{Words(command.Parent)} {command.Name}";

    /// <summary>The line that shows what is typed.</summary>
    public static string Usage(CommandLineApplication command) =>
        Words(command)
        + (command.Commands.Count > 0 ? " <command>" : "")
        + string.Concat(
            command.Arguments.Select(argument =>
                argument.MultipleValues ? $" [{argument.Name} ...]" : $" {argument.Name}"
            )
        )
        + " [options]";

    private static IEnumerable<(string Heading, List<(string, string)> Rows)> Commands(
        CommandLineApplication command
    ) =>
        command.Parent is null
            ? CommandList.Groups.Select(group =>
                (group.Heading, group.Commands.Select(entry => (entry.Name, entry.Description)).ToList())
            )
        : command.Commands.Count > 0
            ? [("Commands", command.Commands.Select(inner => (inner.Name, inner.Description)).ToList())]
        : [];

    private static IEnumerable<(string Heading, List<(string, string)> Rows)> Options(CommandLineApplication command) =>
        command
            .GetOptions()
            .GroupBy(GroupedOption.Of)
            .OrderBy(group => group.Key)
            .Select(group => (Heading(group.Key), group.Select(option => (Name(option), option.Description)).ToList()));

    /// <summary>The heading of a group of options.</summary>
    public static string Heading(OptionGroup group) =>
        group switch
        {
            OptionGroup.Own => "Options",
            OptionGroup.Migrations => "Options of migrations",
            OptionGroup.Roles => "Options of roles",
            OptionGroup.Database => "Options of system and database",
            _ => "General options",
        };

    /// <summary>An option with its letter and its value.</summary>
    public static string Name(CommandOption option) =>
        (option.ShortName is { Length: > 0 } letter ? $"-{letter}, --" : "    --")
        + option.LongName
        + (option.OptionType is CommandOptionType.NoValue ? "" : $" <{option.ValueName}>");

    private static string Rows(List<(string Name, string Description)> rows, int width, int columns)
    {
        // In a narrow terminal a description has lines of its own.
        var isNarrow = columns < Indent.Length + width + 2 + NarrowestText;
        var margin = isNarrow ? Indent + Indent + Indent : new string(' ', Indent.Length + width + 2);
        var text = new StringBuilder();
        foreach (var (name, description) in rows)
        {
            var folded = Terminal
                .Fold(description, columns - margin.Length)
                .Replace("\n", $"\n{margin}", StringComparison.Ordinal);
            text.Append(Indent).Append(name);
            text.Append(isNarrow || name.Length > width ? $"\n{margin}" : new string(' ', width + 2 - name.Length));
            text.Append(folded).Append('\n');
        }

        return text.ToString();
    }

    // A long example goes on after a backslash, as a shell reads it; its comment goes above it.
    private static string Example(string line, int columns)
    {
        if (Indent.Length + line.Length <= columns)
        {
            return $"{Indent}{line}\n";
        }

        if (Comment().Match(line) is { Success: true } comment)
        {
            return $"{Indent}{comment.Value.Trim()}\n{Example(line[..comment.Index].TrimEnd(), columns)}";
        }

        var text = new StringBuilder(Indent);
        var at = Indent.Length;
        foreach (var word in ShellWords().Matches(line).Select(match => match.Value))
        {
            var isFirst = at <= Indent.Length;
            if (!isFirst && at + 1 + word.Length + 2 > columns)
            {
                text.Append(" \\\n").Append(Indent).Append(Indent).Append(Indent).Append(word);
                at = 3 * Indent.Length + word.Length;
                continue;
            }

            text.Append(isFirst ? "" : " ").Append(word);
            at += word.Length + 1;
        }

        return text.Append('\n').ToString();
    }

    /// <summary>What is said about a command: its paragraphs, and the indented lines after "Examples:".</summary>
    public static (IReadOnlyList<string> Prose, IReadOnlyList<string> Examples) Parts(CommandLineApplication command)
    {
        var lines = (command.ExtendedHelpText ?? "").ReplaceLineEndings("\n").Split('\n');
        var examples = lines.Where(line => line.StartsWith(' ')).Select(line => line.Trim()).ToList();
        var prose = string.Join(
                '\n',
                lines.Where(line => !line.StartsWith(' ') && line is not ("Examples:" or "Example:"))
            )
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(paragraph => paragraph.Trim().Replace('\n', ' '))
            .Where(paragraph => paragraph.Length > 0)
            .ToList();
        return (prose, examples);
    }

    private static string More(CommandLineApplication command) =>
        $"`{Words(command)} <command> --help` shows the options of a command."
        + (
            command.Parent is null
                ? $" Exit codes: {string.Join(", ", ExitCode.Meanings.Select(code => $"{code.Codes} {code.Meaning}"))}."
                : ""
        );

    [GeneratedRegex(" +# .*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        """(--?[a-z-]+ (?!-))?([^\s"']|"[^"]*"|'[^']*')+""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ShellWords();
}
