using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;

namespace Provisioning.CommandLine.Output;

/// <summary>Commands that our messages propose, so that they run as they are printed: with the options by which the
/// present command found its system and its database.</summary>
internal static partial class FollowUp
{
    private static readonly string[] OfKeys =
    [
        "from-key-file",
        "from-machine",
        "key-file",
        "passphrase-file",
        "machine",
        "scheme",
    ];

    // Another set, table or database than that of the command would be another answer.
    private static readonly string[] OfSets = ["set", "to-time", "table", "into"];

    // Which targets of them the command was about is kept in their record.
    private static readonly string[] OfFleets = ["fleet", "schemas", "databases", "part", "record"];

    // What says what a command is about, in the order in which it is printed; what it does is said where it is
    // proposed.
    private static readonly string[] Known =
    [
        "system",
        "assembly",
        "project",
        "url",
        "identity",
        "schema",
        "password-file",
        "password-command",
        "environment",
        "env-file",
        "config",
        "stanza",
        "allow-insecure-permissions",
        "tag",
        "tagged-only",
        "profile",
        .. OfSets,
        .. OfFleets,
        "app-role",
        "migrate-role",
        .. OfKeys,
    ];

    // What the options that name a place of backups, or of copies of a server, take; they have several names.
    private static readonly string[] Places = ["STORE", "COPIES"];

    private static CommandOption[] _given = [];
    private static CommandOption? _place;
    private static string? _masked;

    /// <summary>Remembers the options that the user gave to the command, before settings fill others.</summary>
    /// <param name="command">The command, whose arguments were read.</param>
    public static void Remember(CommandLineApplication command)
    {
        var options = command.GetOptions().Where(option => option.HasValue()).ToList();
        _place = options.Find(IsPlace);
        _masked =
            options.Find(option => option.LongName is "url")?.Value() is { } url && Password().IsMatch(url)
                ? Quote(Password().Replace(url, ""))
                : null;
        _given =
        [
            .. options
                .Where(option => Known.Contains(option.LongName ?? "", StringComparer.Ordinal))
                .OrderBy(option => Array.IndexOf(Known, option.LongName ?? "")),
        ];
    }

    /// <summary>Forgets what was given.</summary>
    public static void Forget() => (_given, _place, _masked) = ([], null, null);

    /// <summary>The command as it has to be typed: with what was given and it takes as well.</summary>
    /// <param name="command">The command with its own options: <c>restore --set last</c>.</param>
    public static string Command(string command)
    {
        var words = command.Split(' ');
        var options = Options(words);
        var place = options.Find(option => option.LongName is "from" or "to" && IsPlace(option));
        // Keys are of the backups at the place: without one that command needs none.
        var isWithKeys = place is not null || !options.Exists(IsPlace);
        var missing = Given(options, name =>
            !words.Contains($"--{name}", StringComparer.Ordinal)
            && (isWithKeys || !OfKeys.Contains(name, StringComparer.Ordinal))
        );
        var where =
            place is null
            || place.ValueName != _place?.ValueName
            || words.Contains($"--{place.LongName}", StringComparer.Ordinal)
                ? ""
                : $" --{place.LongName} {Quote(_place!.Value()!)}";
        return $"{ProgramName.Value} {command}{missing}{where}";
    }

    /// <summary>The command as it has to be typed for one database, wherever this command's settings are
    /// from.</summary>
    /// <param name="command">The command: <c>roles apply</c>.</param>
    /// <param name="target">The options of this command.</param>
    /// <param name="database">The database of that command.</param>
    /// <param name="withKeys">Whether it needs the keys of backups.</param>
    /// <param name="more">What follows, in words of the shell.</param>
    public static string Command(
        string command,
        TargetOptions target,
        Database database,
        bool withKeys,
        params IReadOnlyList<string> more
    )
    {
        var system = target.Sources.Find("system") is { Rank: not Rank.Option, Value: { } name }
            ? $" --system {Quote(name)}"
            : "";
        var options = Options(command.Split(' '));
        var ways = Given(options, name => name is not "url" && !OfSets.Contains(name) && !OfKeys.Contains(name));
        var keys = withKeys ? Given(options, OfKeys.Contains) : "";
        var rest = string.Concat(more.Select(word => $" {word}"));
        return $"{ProgramName.Value} {command}{ways}{system}{Url(target, database)}{keys}{rest}";
    }

    /// <summary>A word of the shell.</summary>
    public static string Quote(string word) =>
        Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The text with the commands in it as they have to be typed.</summary>
    public static string In(string text)
    {
        var complete = ProgramName.In(
            _given.Length == 0 && _place is null
                ? text
                : Proposed().Replace(text, match => $"`{Command(match.Groups["command"].Value)}`")
        );
        return LacksPassword(complete)
            ? $"{complete}\nThe password is left out of --url: set PGPASSWORD, or add --password-file."
            : complete;
    }

    /// <summary>Whether the password of the database was left out of a command in the text.</summary>
    public static bool LacksPassword(string text) =>
        _masked is { } url
        && ((string[])[url, "postgresql://", "'postgresql://"]).Any(start =>
            text.Contains($" --url {start}", StringComparison.Ordinal)
        );

    private static bool IsPlace(CommandOption option) => Places.Contains(option.ValueName, StringComparer.Ordinal);

    // The options of the command that the words name; none where they are no command.
    private static List<CommandOption> Options(string[] words)
    {
        using var console = new ParserConsole();
        using var app = ProvisionApplication.Create(words[0], [], [], console, CancellationToken.None);
        CommandLineApplication command = app;
        foreach (var word in words)
        {
            if (command.Commands.FirstOrDefault(known => known.Name == word) is not { } inner)
            {
                break;
            }

            command = inner;
        }

        return command == app ? [] : [.. command.GetOptions()];
    }

    // Options of one name are about the same thing where they are described in the same words.
    private static string Given(List<CommandOption> taken, Func<string, bool> isMissing) =>
        string.Concat(
            _given
                .Where(given =>
                    isMissing(given.LongName!)
                    && taken.Exists(option =>
                        option.LongName == given.LongName && option.Description == given.Description
                    )
                )
                .Select(Text)
        );

    private static string Text(CommandOption option) =>
        option.OptionType is CommandOptionType.NoValue
            ? $" --{option.LongName}"
            : string.Concat(
                option
                    .Values.OfType<string>()
                    .Select(value => option.LongName is "url" ? Password().Replace(value, "") : value)
                    .Select(value => $" --{option.LongName} {Quote(value)}")
            );

    // A password is not printed: the command asks the settings for it, as this one did.
    private static string Url(TargetOptions target, Database database)
    {
        var setting = target.Sources.Find("url", "DATABASE_URL");
        var isThisOne = database.Location == target.DatabaseAlone.Location;
        var hasPassword = setting.Value is { } value && Password().IsMatch(value);
        return isThisOne && setting.Rank is not Rank.Option && hasPassword ? ""
            : isThisOne && setting is { Rank: Rank.Option, Value: { } given }
                ? $" --url {Quote(Password().Replace(given, ""))}"
            : $" --url {Quote(Address(database))}";
    }

    private static string Address(Database database) =>
        database.Location.Contains("://", StringComparison.Ordinal) ? database.Location : $"sqlite:///{database.Name}";

    [GeneratedRegex("`provision (?<command>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Proposed();

    [GeneratedRegex("^[A-Za-z0-9_./:@%=,+-]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(
        "(?<=^[a-z0-9+.-]+://[^:/@]*):[^@]*(?=@)|(?<=[?&])(password|pwd)=[^&]*&?"
            + "|(?<![?&])(password|pwd)\\s*=[^;]*;?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Password();
}
