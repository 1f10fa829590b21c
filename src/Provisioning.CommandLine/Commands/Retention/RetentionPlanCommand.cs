using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.Administration.Retention;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.Retention;

/// <summary><c>provision retention plan</c>.</summary>
internal static class RetentionPlanCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows for each rule how many rows are due, the oldest row, whether an index finds them, and what happens to rows of other tables that refer to them.

            Examples:
              provision retention plan --system querygpt
              provision retention plan --system towow --rule demands.created_at=365d --output json
            """;
        var target = new TargetOptions(command);
        var rules = new RetentionRules(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (database, chosen) = (target.DatabaseAlone, rules.For(target.SystemOrNone));
            var plan = await new DataRetention(
                database,
                chosen,
                TimeProvider.System,
                target.SystemOrNone?.Migrations.VersionTable
            ).PlanAsync(token);
            await report.WriteAsync(() => Json(plan, database.Location), () => Text(plan, database.Location), token);
            return ExitCode.Done;
        });
    }

    /// <summary>The plan for people.</summary>
    public static string Text(IReadOnlyList<RetentionDue> plan, string location)
    {
        var text = new StringBuilder(
            Report.Table([
                ["rule", "kept for", "due before (UTC)", "due", "oldest", "index"],
                .. plan.Select(due =>
                    new[]
                    {
                        due.Rule.Name,
                        Amount.Time(due.Rule.Keep),
                        due.Cutoff.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                        due.Due.ToString("N0", CultureInfo.InvariantCulture),
                        due.Oldest ?? "",
                        due.Index ?? "none",
                    }
                ),
            ])
        );
        text.AppendLine();
        foreach (var due in plan.Where(due => due.Dropped.Count > 0))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{due.Rule.Name}: {Format.Count(due.Dropped.Count, "partition", "to drop")}: "
                    + $"{string.Join(", ", due.Dropped)}"
            );
        }

        foreach (var (due, effect) in plan.SelectMany(due => due.Effects.Select(effect => (due, effect))))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{due.Rule.Name}: {Format.Count(effect.Rows, "row", $"of {effect.Table}")} {Word(effect.Action)}"
            );
        }

        return text.Append(
                CultureInfo.InvariantCulture,
                $"\n{Format.Count(plan.Sum(due => due.Due), "row", "due")} in {location}."
            )
            .ToString();
    }

    /// <summary>The plan as data.</summary>
    public static JsonObject Json(IReadOnlyList<RetentionDue> plan, string location) =>
        new()
        {
            ["database"] = location,
            ["due"] = plan.Sum(due => due.Due),
            ["rules"] = new JsonArray([
                .. plan.Select(due => new JsonObject
                {
                    ["rule"] = due.Rule.Name,
                    ["table"] = due.Rule.Table.ToString(),
                    ["column"] = due.Rule.Column,
                    ["keep_seconds"] = (long)due.Rule.Keep.TotalSeconds,
                    ["cutoff"] = due.Cutoff.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                    ["due"] = due.Due,
                    ["oldest"] = due.Oldest,
                    ["index"] = due.Index,
                    ["table_rows"] = due.TableRows,
                    ["dropped_partitions"] = Format.List(due.Dropped.Select(name => name.ToString())),
                    ["effects"] = new JsonArray([
                        .. due.Effects.Select(effect => new JsonObject
                        {
                            ["table"] = effect.Table.ToString(),
                            ["rows"] = effect.Rows,
                            ["action"] = Word(effect.Action),
                        }),
                    ]),
                }),
            ]),
        };

    private static string Word(ReferentialAction action) =>
        action switch
        {
            ReferentialAction.Cascade => "are deleted with them",
            ReferentialAction.SetNull => "lose their reference",
            ReferentialAction.SetDefault => "refer to their default instead",
            _ => "keep them from being deleted",
        };
}
