using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Seeding;

namespace Provisioning.CommandLine.Output;

/// <summary>Values as people and programs read them, the same in every command.</summary>
internal static class Format
{
    private const int Widest = 100;

    /// <summary><c>1 row added</c>, <c>2 rows added</c>.</summary>
    public static string Count(long count, string noun, string participle) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")} {participle}");

    /// <summary><c>1 target</c>, <c>2 targets</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary><c>version 4</c>, or <c>no version</c>.</summary>
    public static string Version(long version) =>
        version == 0 ? "no version" : string.Create(CultureInfo.InvariantCulture, $"version {version}");

    /// <summary>That the database is at a version of a newer release, as the end of a sentence that names it; empty
    /// where it is not.</summary>
    public static string Unknown(MigrationPlan plan, MigrationCatalog catalog) =>
        plan.Unknown is [.., var last] && last == plan.To
            ? $", which this build does not know: its newest is {Version(catalog.Latest)}"
            : "";

    /// <summary>A text for one line of a table: cut where it is long, and without what moves a terminal's
    /// cursor.</summary>
    public static string Line(string text) =>
        string.Concat(
            (text.Length <= Widest ? text : $"{text[..(Widest - 1)]}…").Select(c => char.IsControl(c) ? ' ' : c)
        );

    /// <summary>Texts as JSON.</summary>
    public static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    /// <summary><c>5.0 seconds</c>, <c>12.5 minutes</c>, <c>3.0 hours</c>, <c>2.5 days</c>.</summary>
    public static string Duration(TimeSpan duration) =>
        duration switch
        {
            { TotalMinutes: < 2 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{duration.TotalSeconds:0.0} seconds"
            ),
            { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0.0} minutes"),
            { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0.0} hours"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays:0.0} days"),
        };

    /// <summary>Steps as JSON.</summary>
    public static JsonArray Steps(IEnumerable<PlannedStep> steps) =>
        new([
            .. steps.Select(step => new JsonObject
            {
                ["version"] = step.Migration.IsRecorded ? step.Migration.Version : null,
                ["name"] = step.Migration.Name,
                ["direction"] = step.Direction is Direction.Up ? "up" : "down",
            }),
        ]);

    /// <summary>Accepted edits as JSON.</summary>
    public static JsonArray Accepted(IEnumerable<AcceptedEdit> edits) =>
        new([
            .. edits.Select(edit => new JsonObject
            {
                ["version"] = edit.Version,
                ["name"] = edit.Name,
                ["was"] = edit.Was,
                ["now"] = edit.Now,
            }),
        ]);

    /// <summary>What is lost, as the end of a question: <c>drops table users (3 rows), with the data in it</c>; empty
    /// for nothing.</summary>
    public static string Losses(IReadOnlyList<DataLoss> losses) =>
        losses.Count == 0
            ? ""
            : string.Join(", ", losses.Select(loss => loss.Summary))
                + (
                    losses.All(loss => loss.Kind is not (DataLossKind.Table or DataLossKind.Column)) ? ""
                    : losses.Count == 1 ? ", with the data in it"
                    : ", with the data in them"
                );

    /// <summary>What is lost as JSON: tables, columns and rows with the number of rows.</summary>
    public static JsonArray Lost(IEnumerable<DataLoss> losses) =>
        new([
            .. losses.Select(loss => new JsonObject
            {
                ["kind"] = loss.Kind.ToString().ToLowerInvariant(),
                ["table"] = loss.Table?.ToString(),
                ["column"] = loss.Column,
                ["rows"] = loss.Rows,
                ["sql"] = loss.Sql ?? (loss.Trigger is { } trigger ? $"trigger {trigger}" : null),
            }),
        ]);

    /// <summary>What a seeder did as JSON.</summary>
    public static JsonObject Seeded(SeedReport report) =>
        new()
        {
            ["seeder"] = report.Seeder,
            ["seed"] = report.Options.Seed,
            ["tables"] = new JsonArray([
                .. report.Tables.Select(table => new JsonObject
                {
                    ["name"] = table.Table.ToString(),
                    ["made"] = table.Made,
                    ["added"] = table.Added,
                }),
            ]),
        };
}
