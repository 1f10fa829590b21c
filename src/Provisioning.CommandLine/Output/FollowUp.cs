using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Output;

/// <summary>Commands that our messages propose, so that they run as they are printed: with the options by which the
/// present command found its system and its database.</summary>
internal static partial class FollowUp
{
    // What names the system, the database and the way to them.
    private static readonly string[] Carried =
    [
        "system",
        "assembly",
        "url",
        "schema",
        "password-file",
        "password-command",
        "environment",
        "env-file",
        "config",
        "allow-insecure-permissions",
    ];

    // The commands that take these options.
    private static readonly string[] Takers =
    [
        "init",
        "up",
        "down",
        "redo",
        "reset",
        "status",
        "repair",
        "check",
        "describe",
        "config",
        "seed",
        "clean",
        "export",
        "import",
        "doctor",
        "restore",
        "roles apply",
        "roles check",
        "roles rotate",
        "retention plan",
        "retention run",
        "keys check",
        "keys rotate",
        "backup create",
        "db create",
        "db wait",
    ];

    private static (string Name, string Text)[] _options = [];

    /// <summary>Remembers the options that the user gave to the command.</summary>
    /// <param name="given">The options given, those that settings filled left out.</param>
    public static void Remember(IEnumerable<CommandOption> given) =>
        _options = [
            .. given
                .Where(option => Carried.Contains(option.LongName, StringComparer.Ordinal))
                .OrderBy(option => Array.IndexOf(Carried, option.LongName))
                .Select(option =>
                    (
                        $"--{option.LongName}",
                        option.OptionType is CommandOptionType.NoValue
                            ? $" --{option.LongName}"
                            : $" --{option.LongName} {Quoted(Shown(option))}"
                    )
                ),
        ];

    /// <summary>The command as it has to be typed.</summary>
    /// <param name="command">The command with its own options: <c>restore --set last</c>.</param>
    public static string Command(string command)
    {
        var words = command.Split(' ');
        var missing = _options
            .Where(option => !words.Contains(option.Name, StringComparer.Ordinal))
            .Select(option => option.Text);
        return $"{ProgramName.Value} {command}{string.Concat(missing)}";
    }

    /// <summary>The text with the commands in it as they have to be typed.</summary>
    public static string In(string text) =>
        ProgramName.In(
            _options.Length == 0
                ? text
                : Proposed()
                    .Replace(text, match =>
                        Takers.Any(name =>
                            match.Groups["command"].Value == name
                            || match.Groups["command"].Value.StartsWith($"{name} ", StringComparison.Ordinal)
                        )
                            ? $"`{Command(match.Groups["command"].Value)}`"
                            : match.Value
                    )
        );

    // The password of a URL is not printed; whoever runs the command gives it as before.
    private static string Shown(CommandOption option) =>
        option.LongName is not "url" ? option.Value() ?? "" : Password().Replace(option.Value() ?? "", "");

    private static string Quoted(string value) =>
        value.Length > 0
        && value.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@%+=,".Contains(c, StringComparison.Ordinal))
            ? value
            : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("`provision (?<command>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Proposed();

    [GeneratedRegex(
        "(?<=^[a-z0-9+.-]+://[^:/@]*):[^@]*(?=@)|(password|pwd)\\s*=[^;]*;?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Password();
}
