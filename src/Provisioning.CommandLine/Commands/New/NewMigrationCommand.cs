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

            Writes a class beside the newest migration under the current folder, with its namespace and its base class.
            The version is the time in UTC, so that two people do not take the same one; --next counts on instead.
            --safe writes several classes that make a large change in steps, none of which keeps the application
            waiting.

            --from-difference describes the change from what the migrations make to another structure: a live database,
            or a script. The class is compiled, applied to an empty database, rolled back and applied again, and each
            time the structures are compared; only then it is written. What it leaves different is listed, and the exit
            code is 3. What may be a rename is asked about. With --safe it is several classes: new constraints are checked,
            and indexes built, while others read and write. What no step makes safe has a comment.

            Examples:
              provision new migration add_team
              provision new migration AddTeam --next --dry-run
              provision new migration add_team --to Shop.Migrations/Versions
              provision new migration require_email --safe not-null --table users --column email --sql "'unknown'"
              provision new migration order_customer --safe foreign-key --table orders --column customer_id --references customers.id
              provision new migration unique_email --safe unique --table users --column email
              provision new migration longer_ids --safe type-change --table orders --column number --type "AsInt64()"
              provision new migration catch_up --from-difference live --project Shop.Migrations --url sqlite:///shop.db
              provision new migration new_model --from-difference model.sql --safe --project Shop.Migrations --scratch postgresql://me@localhost:5432/postgres
            """;
        var name = command.Argument("name", "What it does: add_team, AddTeam or \"add team\".");
        var to = command.Value("--to <FOLDER>", "The folder. Default: that of the newest migration.");
        var next = command.Flag("--next", "Take the number after the highest one.");
        var safe = new SafeOptions(command);
        var difference = new DifferenceOptions(command);
        var files = new NewFiles(command);
        command.OnExecute(async () =>
        {
            var folder = SourceFolder.Named(to.Value());
            var (known, called, time) = (MigrationClass.In(folder), new SourceName(name.Value), TimeProvider.System);
            (string, string?) Elsewhere() => folder.Default("Versions");
            var isDifference = difference.IsGiven;
            if (isDifference)
            {
                var isSafe = safe.IsOfDifference;
                IReadOnlyList<NewMigration> Classes(IReadOnlyList<MigrationBody> steps) =>
                    NewMigration.Sequence(known, called, steps, next.HasValue(), time, Elsewhere);
                return await WriteAsync(await difference.MakeAsync(Classes, isSafe, token), isSafe, files, token);
            }

            if (safe.Value is { } sequence)
            {
                var written = NewMigration.Sequence(
                    known,
                    called,
                    sequence.Steps(called),
                    next.HasValue(),
                    time,
                    Elsewhere
                );
                return await WriteAsync(written, files, token);
            }

            var migration = NewMigration.After(known, called, next.HasValue(), time, Elsewhere);
            await files.WriteAsync(
                [(migration.File, migration.Text)],
                [("version", JsonValue.Create(migration.Version)), ("class", JsonValue.Create(migration.Class))],
                "Describe the change in its Up. `provision redo` shows that both ways work.",
                token
            );
            return ExitCode.Done;
        });
    }

    private static async Task<int> WriteAsync(
        IReadOnlyList<NewMigration> sequence,
        NewFiles files,
        CancellationToken token
    )
    {
        await files.WriteAsync(
            [.. sequence.Select(each => (each.File, each.Text))],
            Facts(sequence),
            "Read each of them before you run it; docs/safe-sequences.md says why there are several. "
                + "`provision plan` shows what each locks.",
            token
        );
        return ExitCode.Done;
    }

    private static (string, JsonNode?)[] Facts(IReadOnlyList<NewMigration> sequence) =>
        [
            ("versions", new JsonArray([.. sequence.Select(each => JsonValue.Create(each.Version))])),
            ("classes", new JsonArray([.. sequence.Select(each => JsonValue.Create(each.Class))])),
        ];

    private static async Task<int> WriteAsync(
        DifferenceMigration? made,
        bool isSafe,
        NewFiles files,
        CancellationToken token
    )
    {
        if (made is null)
        {
            await files.WriteAsync(
                [],
                [("alike", JsonValue.Create(value: true))],
                next: "",
                token,
                found: "There is no difference."
            );
            return ExitCode.Done;
        }

        var all = made.Migrations;
        await files.WriteAsync(
            [.. all.Select(each => (each.File, each.Text))],
            [
                .. isSafe
                    ? Facts(all)
                    : [("version", JsonValue.Create(all[0].Version)), ("class", JsonValue.Create(all[0].Class))],
                ("whole", JsonValue.Create(made.IsWhole)),
                ("left", made.Json),
            ],
            Next(all.Count, isSafe),
            token,
            Found(made)
        );
        return made.IsWhole ? ExitCode.Done : ExitCode.Found;
    }

    private static string Next(int count, bool isSafe) =>
        (count == 1 ? "Read it before you run it; " : "Read each of them before you run it; ")
        + (
            isSafe
                ? "docs/safe-sequences.md says why there are several. `provision plan` shows what each locks."
                : "`provision lint` and `provision plan` say what it costs a database with rows."
        );

    private static string Found(DifferenceMigration made) =>
        (
            made.IsWhole
                ? "Applied to an empty database, rolled back and applied again: the structures are those."
                : $"{(made.Migrations.Count == 1 ? "It does" : "They do")} not do all of it. Complete it by hand.\n"
                    + made.Left.TrimEnd()
        )
        + (
            made.HasNoLocks
                ? "\nThis engine has one writer at a time, and no locks that steps would shorten: it is one migration."
                : ""
        );
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
