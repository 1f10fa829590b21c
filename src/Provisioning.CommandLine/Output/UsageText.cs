using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Output;

/// <summary>What is wrong with the arguments, in our words instead of the parser's.</summary>
internal static partial class UsageText
{
    /// <summary>The sentences; the last one says where to read on.</summary>
    /// <param name="error">What the parser says.</param>
    /// <param name="args">What the user typed.</param>
    public static string Of(CommandParsingException error, string[] args)
    {
        var command = error.Command;
        var words = HelpText.Words(command);
        var (kind, word, value) = Parts(error.Message);
        var option = word is null ? null : Find(command, word);
        var text = kind switch
        {
            "Missing value for option" when option is not null =>
                $"--{option.LongName} needs a value: --{option.LongName} <{option.ValueName}>.",
            "Unexpected value" when option is { OptionType: CommandOptionType.NoValue } =>
                $"--{option.LongName} takes no value, and {Shown(value)} was given.",
            "Unexpected value" when option is not null =>
                $"--{option.LongName} is given once, and {Shown(value)} is a second value.",
            "Unrecognized option" => $"`{words}` has no option {Shown(word)}.",
            "Unrecognized command or argument" when command.Commands.Count > 0 => IsUrl(word)
                ? $"There is no command `{words} …`: a database is given with --url."
                : $"There is no command `{words} {word}`.",
            "Unrecognized command or argument" => $"`{words}` takes no {Shown(word)}"
                + (IsUrl(word) ? ": a database is given with --url." : "."),
            // The parser's own words may repeat a password.
            _ => IsUrl(error.Message) ? $"`{words}` does not take these arguments." : $"{error.Message.TrimEnd('.')}.",
        };
        return $"{text}{Suggestion.For(error, args)}\nSee `{words} --help`.";
    }

    // Its kind, the option or word, and the value.
    private static (string Kind, string? Word, string? Value) Parts(string message) =>
        Quoted().Match(message) is { Success: true } match
            ? match.Groups["second"] is { Success: true } second
                ? (match.Groups["kind"].Value, second.Value, match.Groups["first"].Value)
                : (match.Groups["kind"].Value, match.Groups["first"].Value, null)
            : (message, null, null);

    private static CommandOption? Find(CommandLineApplication command, string name) =>
        command
            .GetOptions()
            .FirstOrDefault(option =>
                option.LongName == name.TrimStart('-') || option.ShortName == name.TrimStart('-')
            );

    // What may be a URL may hold a password.
    private static string Shown(string? word) => IsUrl(word) ? "'…'" : $"\"{word}\"";

    private static bool IsUrl(string? word) =>
        word is not null
        && (word.Contains("://", StringComparison.Ordinal) || (word.Contains('=', StringComparison.Ordinal)));

    [GeneratedRegex(
        "^(?<kind>[^']*[^ ']) '(?<first>.*?)'( for option '(?<second>[^']*)')?\\.?$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Quoted();
}
