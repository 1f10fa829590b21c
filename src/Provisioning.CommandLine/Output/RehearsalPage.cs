using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>What a rehearsal has seen, as text or JSON.</summary>
/// <param name="report">What it has seen.</param>
/// <param name="system">The system.</param>
/// <param name="source">Where the copy came from: <c>copied from …</c>.</param>
internal sealed class RehearsalPage(RehearsalReport report, DatabaseSystem system, string source)
{
    private static readonly string[] RunNames = ["up", "down", "up again"];
    private static readonly string[] MomentNames = ["before", "up", "down", "up again"];

    /// <summary>A paragraph for each migration, the tables with other numbers of rows, and what is wrong.</summary>
    public string Text()
    {
        var plan = report.Plan.Plan;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{system.Title}, {source}: ");
        if (report.Runs.Count == 0)
        {
            return text.Append(CultureInfo.InvariantCulture, $"at {Format.Version(plan.From)}, nothing to do.")
                .ToString();
        }

        text.Append(CultureInfo.InvariantCulture, $"from {Format.Version(plan.From)} to {Format.Version(plan.To)}\n");
        foreach (var step in report.Plan.Steps)
        {
            text.Append('\n').Append(Terminal.Paint(step.Step.Migration.ToString(), Tone.Strong));
            text.Append(": ").AppendJoin(", ", Durations(step.Step.Migration)).Append('\n');
            foreach (var line in Waits(step).Concat(Work(step)))
            {
                text.Append("  ").Append(Folded(line)).Append('\n');
            }
        }

        var changed = report.Rows.Where(table => table.Rows.Select(rows => rows ?? 0).Distinct().Count() > 1).ToList();
        if (changed.Count > 0)
        {
            text.Append("\nNumbers of rows that changed\n").Append(Report.Table(Table(changed))).Append('\n');
        }

        text.Append('\n').Append(Sizes()).Append('\n');
        foreach (var finding in report.Findings)
        {
            text.Append(Terminal.Paint(finding, Tone.Bad)).Append('\n');
        }

        return text.Append(Verdict()).ToString();
    }

    /// <summary>The same as JSON.</summary>
    public JsonObject Json() =>
        new()
        {
            ["format"] = 1,
            ["system"] = system.Name,
            ["source"] = source,
            ["from"] = report.Plan.Plan.From,
            ["to"] = report.Plan.Plan.To,
            ["migrations"] = new JsonArray([.. report.Plan.Steps.Select(Json)]),
            ["tables"] = new JsonArray([
                .. report.Rows.Select(table => Moments(table.Table.ToString(), [.. table.Rows])),
            ]),
            ["bytes"] = Moments(null, [.. report.Moments.Select(moment => (long?)moment.Bytes)]),
            ["findings"] = Format.List(report.Findings),
        };

    private JsonObject Json(ReviewedStep step)
    {
        var migration = step.Step.Migration;
        var json = new JsonObject
        {
            ["version"] = migration.IsRecorded ? migration.Version : null,
            ["name"] = migration.Name,
        };
        for (var run = 0; run < RunNames.Length; run++)
        {
            json[$"{Key(RunNames[run])}_ms"] =
                run < report.Runs.Count && report.Runs[run].Durations.TryGetValue(migration, out var duration)
                    ? Math.Round(duration.TotalMilliseconds, 1)
                    : null;
        }

        json["locks"] = new JsonArray([
            .. Locks(step)
                .Select(taken => new JsonObject
                {
                    ["object"] = taken.Table.ToString(),
                    ["blocks"] = Format.List(taken.BlocksReads ? ["read", "write"] : ["write"]),
                }),
        ]);
        json["rewrites"] = Format.List(Rewrites(step).Select(name => name.ToString()));
        return json;
    }

    private static JsonObject Moments(string? name, long?[] values)
    {
        JsonObject json = name is null ? [] : new() { ["name"] = name };
        for (var i = 0; i < MomentNames.Length; i++)
        {
            json[Key(MomentNames[i])] = i < values.Length ? values[i] : null;
        }

        return json;
    }

    private static string Key(string name) => name.Replace(' ', '_');

    private IEnumerable<string> Durations(MigrationSource migration) =>
        report
            .Runs.Select((run, i) => (Name: RunNames[i], run.Durations))
            .Where(run => run.Durations.ContainsKey(migration))
            .Select(run => $"{run.Name} {RunProgress.Milliseconds(run.Durations[migration])}");

    private static IEnumerable<TableLock> Locks(ReviewedStep step) =>
        step
            .Statements.SelectMany(statement => statement.Facts.Locks)
            .Where(taken => taken.BlocksWrites && taken.Kind is RelationKind.Table or RelationKind.View)
            .GroupBy(taken => taken.Table)
            .Select(each => each.MaxBy(taken => taken.Mode)!);

    private static IEnumerable<ObjectName> Rewrites(ReviewedStep step) =>
        step.Statements.SelectMany(statement => statement.Facts.Rewrites).Distinct();

    private IEnumerable<string> Waits(ReviewedStep step) =>
        Locks(step)
            .GroupBy(taken => taken.BlocksReads)
            .Select(each =>
                $"{(each.Key ? "readers and writers" : "writers")} of "
                + $"{string.Join(", ", each.Select(taken => Sized(taken.Table)))} wait meanwhile"
            );

    private IEnumerable<string> Work(ReviewedStep step) =>
        Rewrites(step).ToList() is { Count: > 0 } rewritten
            ? [$"rewrites every row of {string.Join(", ", rewritten.Select(Sized))}"]
            : [];

    // A table that the upgrade makes has no rows before it.
    private string Sized(ObjectName table) =>
        report.Before.Rows.TryGetValue(table, out var rows)
            ? $"{table} ({Format.Count(rows, "row", "").TrimEnd()})"
            : $"{table}";

    private IReadOnlyList<string[]> Table(IEnumerable<(ObjectName Table, IReadOnlyList<long?> Rows)> changed) =>
        [
            ["table", .. MomentNames.Take(report.Moments.Count)],
            .. changed.Select(table =>
                (string[])
                    [
                        table.Table.ToString(),
                        .. table.Rows.Select(rows => rows?.ToString("N0", CultureInfo.InvariantCulture) ?? "–"),
                    ]
            ),
        ];

    private static string Folded(string line) =>
        Terminal.Columns is { } width ? Terminal.Fold(line, width - 2, indent: "  ").ReplaceLineEndings("\n  ") : line;

    private string Sizes() =>
        "Size: "
        + string.Join(", ", report.Moments.Select((moment, i) => $"{MomentNames[i]} {Amount.Bytes(moment.Bytes)}"))
        + ".";

    private string Verdict()
    {
        var migrations = Format.Count(report.Plan.Steps.Count, "migration", "").TrimEnd();
        return (report.Findings.Count, report.Runs.Count) switch
        {
            (0, 1) => $"{migrations} applied to the copy. The way down was not tried.",
            (0, _) => $"{migrations} applied, rolled back and applied again: the same structure, and no row lost.",
            (var count, _) => $"{migrations}, {Format.Count(count, "finding", "").TrimEnd()}.",
        };
    }
}
