using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;

namespace Provisioning.CommandLine.Options;

/// <summary>Another command of ours as a line that runs as it is printed, in the same folder and environment: with the
/// options that this command was given of system, database and keys.</summary>
/// <param name="command">This command.</param>
/// <param name="target">Its options.</param>
internal sealed partial class PrintedCommand(CommandLineApplication command, TargetOptions target)
{
    private static readonly string[] OfTarget =
    [
        "system",
        "assembly",
        "schema",
        "password-file",
        "password-command",
        "environment",
        "env-file",
        "config",
        "allow-insecure-permissions",
    ];

    private static readonly string[] OfKeys = ["key-file", "passphrase-file"];

    /// <summary>The line.</summary>
    /// <param name="words">The command: <c>roles apply</c>.</param>
    /// <param name="database">Its database.</param>
    /// <param name="withKeys">Whether it needs the keys of backups.</param>
    /// <param name="more">What follows, in words of the shell.</param>
    public string Text(string words, Database database, bool withKeys, params IReadOnlyList<string> more) =>
        string.Join(
            ' ',
            [
                $"{ProgramName.Value} {words}",
                .. OfTarget.SelectMany(Given),
                .. target.Sources.Find("system").Rank is not Rank.Option
                && target.Sources.Find("system").Value is { } name
                    ? (string[])["--system", Quote(name)]
                    : [],
                .. Url(database),
                .. withKeys ? OfKeys.SelectMany(Given) : [],
                .. more,
            ]
        );

    /// <summary>A word of the shell.</summary>
    public static string Quote(string word) =>
        Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // A password is not printed: the command asks the settings for it, as this one did.
    private IEnumerable<string> Url(Database database)
    {
        var setting = target.Sources.Find("url", "DATABASE_URL");
        if (setting.Rank is not Rank.Option && setting.Value is { } value && Password().IsMatch(value))
        {
            return database.Location == target.DatabaseAlone.Location ? [] : ["--url", Quote(Address(database))];
        }

        return
        [
            "--url",
            Quote(
                setting is { Rank: Rank.Option, Value: { } given }
                && database.Location == target.DatabaseAlone.Location
                && !Password().IsMatch(given)
                    ? given
                    : Address(database)
            ),
        ];
    }

    private static string Address(Database database) =>
        database.Location.Contains("://", StringComparison.Ordinal) ? database.Location : $"sqlite:///{database.Name}";

    private IEnumerable<string> Given(string name)
    {
        var option = command.GetOptions().FirstOrDefault(option => option.LongName == name);
        return option is null || !option.HasValue() || target.Sources.Find(Setting(name)).Rank is not Rank.Option ? []
            : option.OptionType is CommandOptionType.NoValue ? [$"--{name}"]
            : option.Values.OfType<string>().SelectMany(value => (string[])[$"--{name}", Quote(value)]);
    }

    private static string Setting(string option) => option.Replace('-', '_');

    [GeneratedRegex("^[A-Za-z0-9_./:@=,+-]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(
        "://[^/@]*:[^/@]+@|[?&;]password=",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Password();
}
