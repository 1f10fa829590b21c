using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;

namespace Provisioning.CommandLine.Output;

/// <summary>Commands that our messages propose, so that they run as they are printed: with the options by which the
/// present command found its system and its database.</summary>
internal static partial class FollowUp
{
    /// <summary>The options that name the system, the database and the way to them.</summary>
    public static readonly IReadOnlyList<string> Carried =
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
        "allow-insecure-permissions",
    ];

    private static readonly string[] OfKeys = ["key-file", "passphrase-file"];

    /// <summary>The options that choose among the migrations.</summary>
    public static readonly IReadOnlyList<string> OfMigrations = ["tag", "tagged-only", "profile"];

    private static readonly string[] OfRoles = ["app-role", "migrate-role"];

    // Another set, table or database than that of the command would be another answer.
    private static readonly string[] OfRestores = ["set", "to-time", "table", "into"];

    /// <summary>The commands that take these options.</summary>
    public static readonly IReadOnlyList<string> Takers =
    [
        "init",
        "up",
        "down",
        "redo",
        "reset",
        "plan",
        "verify",
        "status",
        "history",
        "adopt",
        "repair",
        "check",
        "snapshot",
        "script",
        "stats",
        "describe",
        "config",
        "data",
        "shell",
        "seed",
        "clean",
        "export",
        "import",
        "doctor",
        "report activity",
        "report slow-queries",
        "report sizes",
        "restore",
        "roles apply",
        "roles check",
        "roles rotate",
        "retention plan",
        "retention run",
        "keys check",
        "mask suggest",
        "mask check",
        "mask apply",
        "keys rotate",
        "backup create",
        "db create",
        "db wait",
    ];

    /// <summary>Those of them that choose among the migrations.</summary>
    public static readonly IReadOnlyList<string> Choosers =
    [
        "init",
        "up",
        "down",
        "redo",
        "reset",
        "plan",
        "status",
        "adopt",
        "check",
        "script",
        "describe",
    ];

    /// <summary>The commands that need the place of backups, each with the option that takes it.</summary>
    public static readonly IReadOnlyDictionary<string, string> OfStores = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["backup create"] = "to",
        ["backup list"] = "from",
        ["backup verify"] = "from",
        ["backup drill"] = "from",
        ["backup prune"] = "from",
        ["backup gc"] = "from",
        ["backup report"] = "from",
        ["backup repair"] = "from",
        ["restore"] = "from",
        ["pitr init"] = "to",
        ["pitr receive"] = "to",
        ["pitr status"] = "from",
        ["pitr restore"] = "from",
    };

    /// <summary>The commands that need the server, and no database of it in particular.</summary>
    public static readonly IReadOnlyList<string> OfServers = ["pitr init", "pitr receive"];

    private static (string Name, string Text)[] _given = [];
    private static string? _store;
    private static string? _masked;

    /// <summary>Remembers the options that the user gave to the command.</summary>
    /// <param name="given">The options given, those that settings filled left out.</param>
    /// <param name="isOfBackups">Whether <c>--from</c> and <c>--to</c> of the command name a place of backups.</param>
    public static void Remember(IEnumerable<CommandOption> given, bool isOfBackups = false)
    {
        var options = given.ToList();
        string[] stores = isOfBackups ? ["from", "to", "backup-to"] : ["backup-to"];
        _store = options.FirstOrDefault(option => stores.Contains(option.LongName, StringComparer.Ordinal))?.Value();
        _masked =
            options.FirstOrDefault(option => option.LongName is "url")?.Value() is { } url && Password().IsMatch(url)
                ? Quote(Password().Replace(url, ""))
                : null;
        // A set of backups has a tag of its own.
        string[] known = [.. Carried, .. OfRestores, .. OfKeys, .. OfRoles, .. isOfBackups ? [] : OfMigrations];
        _given =
        [
            .. options
                .Where(option => known.Contains(option.LongName ?? "", StringComparer.Ordinal))
                .OrderBy(option => Array.IndexOf(known, option.LongName ?? ""))
                .Select(option => (option.LongName ?? "", Text(option))),
        ];
    }

    /// <summary>The command as it has to be typed.</summary>
    /// <param name="command">The command with its own options: <c>restore --set last</c>.</param>
    public static string Command(string command)
    {
        var words = command.Split(' ');
        var store = OfStores.FirstOrDefault(known => IsOf(command, known.Key));
        string[] names =
        [
            .. Takers.Any(name => IsOf(command, name)) ? Carried : [],
            .. Choosers.Any(name => IsOf(command, name)) ? OfMigrations : [],
            .. OfServers.Any(name => IsOf(command, name)) ? ["url"] : Array.Empty<string>(),
            .. store.Key is "restore" ? OfRestores : [],
            .. command.StartsWith("roles ", StringComparison.Ordinal) ? OfRoles : [],
            .. store.Key is null || store.Key.StartsWith("pitr ", StringComparison.Ordinal) ? [] : OfKeys,
        ];
        var missing = Given(names.Where(name => !words.Contains($"--{name}", StringComparer.Ordinal)));
        var place =
            store.Key is null || _store is null || words.Contains($"--{store.Value}", StringComparer.Ordinal)
                ? ""
                : $" --{store.Value} {Quote(_store)}";
        return $"{ProgramName.Value} {command}{missing}{place}";
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
        var keys = withKeys ? Given(OfKeys) : "";
        var rest = string.Concat(more.Select(word => $" {word}"));
        return $"{ProgramName.Value} {command}{Given(Carried.Where(name => name is not "url"))}{system}"
            + $"{Url(target, database)}{keys}{rest}";
    }

    /// <summary>A word of the shell.</summary>
    public static string Quote(string word) =>
        Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The text with the commands in it as they have to be typed.</summary>
    public static string In(string text)
    {
        var complete = ProgramName.In(
            _given.Length == 0 && _store is null
                ? text
                : Proposed()
                    .Replace(text, match =>
                        Takers.Concat(OfStores.Keys).Any(name => IsOf(match.Groups["command"].Value, name))
                            ? $"`{Command(match.Groups["command"].Value)}`"
                            : match.Value
                    )
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

    private static bool IsOf(string command, string name) =>
        command == name || command.StartsWith($"{name} ", StringComparison.Ordinal);

    private static string Given(IEnumerable<string> names) =>
        string.Concat(
            _given.Where(given => names.Contains(given.Name, StringComparer.Ordinal)).Select(given => given.Text)
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
