using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary><c>provision import-history</c>.</summary>
internal sealed partial class ImportHistoryCommand
{
    private readonly CommandArgument _folder;
    private readonly CommandOption _from;
    private readonly CommandOption _to;
    private readonly CommandOption _values;
    private readonly NewFiles _files;

    private ImportHistoryCommand(CommandLineApplication command)
    {
        _folder = command.Argument("DIR", "The folder with the other tool's files.");
        _from = command.Value(
            "--from <TOOL>",
            "flyway, dbmate, goose or golang-migrate. Default: the one that the files look like."
        );
        _to = command.Value("--out <FOLDER>", "Where to write. Default: the folder of the newest migration.");
        _values = command.Values(
            OptionGroup.Own,
            "--placeholder <PAIR>",
            "NAME=VALUE: what a placeholder of Flyway's becomes; may be given several times."
        );
        _files = new(command);
    }

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes a class for each migration of another tool's folder, with its SQL as scripts that the assembly
            embeds, up and down, so that a new database can be built from the beginning: files of Flyway, dbmate, goose
            and golang-migrate. Versions that are numbers stay as they are; where one is none, as 1.10, all are numbered
            in their order, and the description has the original. Nothing is overwritten, and the files stay.

            What cannot be taken over is refused by name before anything is written: code in place of SQL, placeholders
            without a value, two files of one version.

            Examples:
              provision import-history db/migrations --dry-run
              provision import-history src/main/resources/db/migration --from flyway --out Shop.Migrations/Versions
              provision import-history sql --placeholder owner=shop_app
            """;
        var import = new ImportHistoryCommand(command);
        command.OnExecute(() => import.RunAsync(token));
    }

    private async Task<int> RunAsync(CancellationToken token)
    {
        var folder = new HistoryFolder(
            _folder.Value ?? throw new UsageException("Which folder? `provision import-history DIR` reads it."),
            _from.Value()
        );
        var history = folder.Read(Placeholders(_values));
        var (path, space) = Target(_to.Value(), history);
        var classes = Classes(folder.Tool, history);
        foreach (var left in history.LeftOut)
        {
            Terminal.Note($"warning: left out: {left}.");
        }

        var versions = history.Migrations.Where(one => !one.IsRepeatable).Select(one => JsonValue.Create(one.Version));
        await _files.WriteAsync(
            [.. classes.SelectMany(one => one.Files(path, space))],
            [
                ("tool", JsonValue.Create(folder.Tool)),
                ("versions", new JsonArray([.. versions])),
                ("classes", Format.List(classes.Select(one => one.Name))),
                ("left_out", Format.List(history.LeftOut)),
            ],
            Next(path, history),
            token
        );
        return ExitCode.Done;
    }

    private static ImportedClass[] Classes(string tool, ImportedHistory history)
    {
        var highest = history.Migrations.Max(one => one.Version ?? 0);
        var width = highest.ToString(CultureInfo.InvariantCulture).Length;
        ImportedClass[] classes =
        [
            .. history.Migrations.Select(one => new ImportedClass(one, tool, width, history.IsRenumbered)),
        ];
        var twice = classes
            .GroupBy(one => one.Name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Count()} of them would be called {group.Key}")
            .ToList();
        return twice.Count == 0 ? classes : throw HistoryFolder.Refused(twice);
    }

    private static Dictionary<string, string> Placeholders(CommandOption values) =>
        values
            .Values.OfType<string>()
            .Select(text =>
                text.Split('=', 2) is [{ Length: > 0 } name, var value]
                    ? (Name: name, Value: value)
                    : throw new UsageException($"--placeholder takes NAME=VALUE, not \"{text}\".")
            )
            .GroupBy(pair => pair.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);

    private static (string Folder, string? Namespace) Target(string? to, ImportedHistory history)
    {
        var (above, rest) = (to is null ? null : Path.GetFullPath(to), new List<string>());
        while (above is not null && !Directory.Exists(above))
        {
            rest.Insert(0, Path.GetFileName(above));
            above = Path.GetDirectoryName(above);
        }

        var folder = SourceFolder.Named(above);
        var known = MigrationClass.In(folder);
        if (
            known.FirstOrDefault(other => history.Migrations.Any(one => one.Version == other.Version)) is { } same
            && rest.Count == 0
        )
        {
            throw new UsageException(
                $"{Path.GetFileName(same.At.File)} has version {same.Version} already. Nothing was written."
            );
        }

        var (path, space) =
            to is null && known is [.., var newest]
                ? (newest.At.Folder, newest.At.Namespace)
                : folder.Default("Versions");
        return (
            Path.Combine([path, .. rest]),
            space is null ? null : string.Join('.', rest.Select(SourceFolder.NamespacePart).Prepend(space))
        );
    }

    private static string Next(string folder, ImportedHistory history)
    {
        var project = SourceFolder.ProjectAbove(folder);
        var embeds = project is not null && Embedded().IsMatch(File.ReadAllText(project));
        string[] lines =
        [
            .. embeds
                ? Array.Empty<string>()
                :
                [
                    "Embed the scripts: <EmbeddedResource Include=\"**/Scripts/*.sql\" /> in "
                        + $"{(project is null ? "the project" : Path.GetFileName(project))}.",
                ],
            .. history.Migrations.Any(one => one.IsRepeatable)
                ? ["[Repeatable] needs a reference to Provisioning.FluentMigrator."]
                : Array.Empty<string>(),
            "`provision adopt` takes over the databases that have them.",
        ];
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"<EmbeddedResource[^>]*\.sql", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Embedded();
}
