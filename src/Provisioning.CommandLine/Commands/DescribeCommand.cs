using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision describe</c>.</summary>
internal static class DescribeCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Describes the structure of a live database: its tables, columns, keys, indexes, triggers, views and functions, in the words of its engine.

            Examples:
              provision describe --system towow
              provision describe --system towow --markdown > schema.md
              provision describe --system towow --output json
            """;
        var target = new TargetOptions(command);
        var report = new Report(command);
        var markdown = command.Flag("--markdown", "As Markdown, with a diagram that Mermaid draws.");
        command.OnExecute(async () =>
        {
            var isMarkdown =
                markdown.HasValue()
                && (!report.IsJson ? true : throw new UsageException("Give --markdown or --output json, not both."));
            var (system, database) = (target.System, target.Database);
            await using var session = await database.OpenAsync(token);
            var model = (await session.InspectAsync(token)).WithoutLedger(
                system.Migrations.VersionTable,
                database.Dialect
            );
            await report.WriteAsync(
                () => Json(system, database, model),
                () => isMarkdown ? Markdown(system, database.Dialect, model) : Text(database.Dialect, model),
                token,
                asIs: true
            );
            return ExitCode.Done;
        });
    }

    private static string Text(Dialect dialect, DatabaseModel model) =>
        string.Join(
            "\n\n",
            ModelText
                .Lines(model, dialect)
                .GroupBy(line => line.Of, StringComparer.Ordinal)
                .Select(part =>
                    $"{part.Key}\n  {string.Join('\n', part.Select(line => line.Text)).ReplaceLineEndings("\n  ")}"
                )
        );

    private static string Markdown(DatabaseSystem system, Dialect dialect, DatabaseModel model)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {system.Title}\n\n```mermaid\nerDiagram");
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
        foreach (var part in ModelText.Lines(model, dialect).GroupBy(line => line.Of, StringComparer.Ordinal))
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

    private static JsonObject Json(DatabaseSystem system, Database database, DatabaseModel model) =>
        new()
        {
            ["system"] = system.Name,
            ["database"] = database.Location,
            ["parts"] = new JsonArray([
                .. ModelText
                    .Lines(model, database.Dialect)
                    .GroupBy(line => line.Of, StringComparer.Ordinal)
                    .Select(part => new JsonObject
                    {
                        ["of"] = part.Key,
                        ["lines"] = new JsonArray([.. part.Select(line => JsonValue.Create(line.Text))]),
                    }),
            ]),
        };
}
