using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.New;

/// <summary><c>provision new migration</c>.</summary>
internal static class NewMigrationCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes a class beside the newest migration under the current folder, with its namespace and its base class. The version is the time
            in UTC, so that two people do not take the same one; --next counts on instead.

            Examples:
              provision new migration add_team
              provision new migration AddTeam --next --dry-run
              provision new migration add_team --to Shop.Migrations/Versions
            """;
        var name = command.Argument("name", "What it does: add_team, AddTeam or \"add team\".");
        var to = command.Value("--to <FOLDER>", "The folder. Default: that of the newest migration.");
        var next = command.Flag("--next", "Take the number after the highest one.");
        var files = new NewFiles(command);
        command.OnExecute(async () =>
        {
            var folder = SourceFolder.Named(to.Value());
            var migration = NewMigration.After(
                MigrationClass.In(folder),
                new(name.Value),
                next.HasValue(),
                TimeProvider.System,
                () => folder.Default("Versions")
            );
            await files.WriteAsync(
                [(migration.File, migration.Text)],
                [("version", JsonValue.Create(migration.Version)), ("class", JsonValue.Create(migration.Class))],
                "Describe the change in its Up. `provision redo` shows that both ways work.",
                token
            );
            return ExitCode.Done;
        });
    }
}

/// <summary>A migration in a source file.</summary>
/// <param name="At">Where it is.</param>
/// <param name="Version">Its version.</param>
/// <param name="Class">Its class.</param>
/// <param name="Base">The class that it derives from.</param>
internal sealed partial record MigrationClass(Neighbour At, long Version, string Class, string Base)
{
    /// <summary>Those under a folder, the newest last.</summary>
    public static IReadOnlyList<MigrationClass> In(SourceFolder folder) =>
        [
            .. folder
                .Having(Declaration())
                .SelectMany(file => Declaration().Matches(file.Text).Select(match => Of(file, match)))
                .OrderBy(migration => migration.Version),
        ];

    /// <summary>Whether it says itself how it is rolled back.</summary>
    public bool HasDown => At.Text.Contains("override void Down(", StringComparison.Ordinal);

    private static MigrationClass Of(Neighbour file, Match match) =>
        new(
            file,
            long.TryParse(
                match.Groups["version"].Value.Replace("_", "", StringComparison.Ordinal).TrimEnd('L', 'l'),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
                ? version
                : 0,
            match.Groups["class"].Value,
            match.Groups["base"].Value
        );

    [GeneratedRegex(
        "\\[(FluentMigrator\\.)?Migration(Attribute)?\\(\\s*(version:\\s*)?(?<version>[0-9_]+[Ll]?)[^\\]]*\\]"
            + "[^{;]*?class\\s+(?<class>\\w+)[^:{]*:\\s*(?<base>[\\w.]+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Declaration();
}
