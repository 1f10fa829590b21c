using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Structure;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Page;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision describe</c>.</summary>
internal static class DescribeCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Describes a structure: its tables, columns, keys, indexes, triggers, views, functions and the rest, in the
            words of its engine. With --url and without a system it is any database; with --of migrations no database
            has to be there: they are applied to an empty one, which is dropped again.

            With --html it is a page: one file to look at in a browser, which needs no network. It shows tables, a
            diagram of what is around each, who made and changed what, and what lint finds; of a live database sizes,
            rights, and when and by whom each migration was applied as well. The same structure is the same file, so
            that it can be kept beside the migrations: --check exits with 3 where it has to be written again, whatever
            the sizes. A file that is no such page is only replaced with --force.

            Examples:
              provision describe --system towow
              provision describe --system towow --of migrations
              provision describe --url sqlite:///any.db
              provision describe --system towow --markdown > schema.md
              provision describe --system towow --of migrations --html schema.html
              provision describe --system towow --of migrations --html schema.html --check
              provision describe --system towow --output json
            """;
        var of = command.Value("--of <WORD>", $"What to describe: {StructureSource.Words} Default: live.");
        var target = new TargetOptions(command);
        var source = new StructureSource(command, target);
        var report = new Report(command);
        var markdown = command.Flag("--markdown", "As Markdown, with a diagram that Mermaid draws.");
        var page = new PageOptions(command);
        var views = new ViewsSource(command);
        command.OnExecute(async () =>
        {
            page.Require(markdown.HasValue(), views.IsGiven);
            var isMarkdown =
                markdown.HasValue()
                && (!report.IsJson ? true : throw new UsageException("Give --markdown or --output json, not both."));
            var word = of.Value() ?? "live";
            var found = await source.ReadAsync(word, token);
            var title = target.SystemOrNone?.Title ?? (word is "live" ? target.DatabaseAlone.Name : word);
            var dialect = KnownEngines.Find(found.Engine)!.Dialect(target.Dialect(target.SystemOrNone, schema: null));
            if (page.IsAsked)
            {
                var subject = await new PageReader(target, source, views).ReadAsync(
                    word,
                    Path.GetFileName(title),
                    found,
                    dialect,
                    token
                );
                return await page.WriteAsync(subject, report, token);
            }

            await report.WriteAsync(
                () => Json(target, word, found),
                () => isMarkdown ? Markdown(title, dialect, found) : Text(found),
                token,
                asIs: true
            );
            return ExitCode.Done;
        });
    }

    private static IEnumerable<IGrouping<string, ModelLine>> Parts(StructureSnapshot found) =>
        found.Lines.Select(line => line.Printed()).GroupBy(line => line.Of, StringComparer.Ordinal);

    private static string Text(StructureSnapshot found) =>
        string.Join(
            "\n\n",
            Parts(found)
                .Select(part =>
                    $"{part.Key}\n  {string.Join('\n', part.Select(line => line.Text)).ReplaceLineEndings("\n  ")}"
                )
        );

    private static string Markdown(string title, Dialect dialect, StructureSnapshot found)
    {
        var model = found.Structure?.Model
            ?? throw new UsageException("A file of `provision snapshot` is text, of which no diagram can be made.");
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {title}\n\n```mermaid\nerDiagram");
        foreach (var table in model.Tables.Values)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Word(table.Name.Name)} {{");
            foreach (var column in table.Columns)
            {
                var key =
                    table.PrimaryKey?.Columns.Contains(column.Name) is true ? " PK"
                    : table.ForeignKeys.Any(foreign => foreign.Columns.Contains(column.Name)) ? " FK"
                    : "";
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"    {Word(dialect.TypeName(column.Type))} {Word(column.Name)}{key}"
                );
            }

            text.AppendLine("  }");
        }

        foreach (
            var (table, key) in model.Tables.Values.SelectMany(table => table.ForeignKeys.Select(key => (table, key)))
        )
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {Word(key.References.Name)} ||--o{{ {Word(table.Name.Name)} : \"{string.Join(", ", key.Columns)}\""
            );
        }

        text.AppendLine("```");
        foreach (var part in Parts(found))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n## {part.Key}\n");
            foreach (var line in part)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- `{line.Text.ReplaceLineEndings(" ")}`");
            }
        }

        return text.ToString().TrimEnd();
    }

    // What Mermaid takes for a word.
    private static string Word(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static JsonObject Json(TargetOptions target, string word, StructureSnapshot found) =>
        new()
        {
            ["system"] = target.SystemOrNone?.Name,
            // The same structure is the same document: only a live one says where it is.
            ["database"] = word is "live" ? target.DatabaseAlone.Location : null,
            ["engine"] = found.Engine,
            ["parts"] = new JsonArray([
                .. Parts(found)
                    .Select(part => new JsonObject
                    {
                        ["of"] = part.Key,
                        ["lines"] = new JsonArray([.. part.Select(line => JsonValue.Create(line.Text))]),
                    }),
            ]),
        };
}
