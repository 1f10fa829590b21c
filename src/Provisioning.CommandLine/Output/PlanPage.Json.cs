using System.Text.Json.Nodes;
using Provisioning.CommandLine.Commands.Lint;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <content>The plan as JSON.</content>
internal sealed partial class PlanPage
{
    /// <summary>The same as data; what <c>up --plan</c> reads.</summary>
    public JsonObject Json() =>
        new()
        {
            ["format"] = PlanFile.Version,
            ["system"] = system.Name,
            ["database"] = database.Location,
            ["target"] = target,
            ["from"] = plan.Plan.From,
            ["to"] = plan.Plan.To,
            ["ledger"] = plan.State.Ledger,
            ["structure"] = plan.State.Structure,
            ["pending"] = new JsonArray([
                .. plan.State.Pending.Select(step => new JsonObject
                {
                    ["version"] = step.Version,
                    ["checksum"] = step.Checksum,
                }),
            ]),
            ["observed"] = plan.IsObserved,
            ["not_observed"] = plan.NotObserved,
            ["migrations"] = new JsonArray([.. plan.Steps.Select(Json)]),
            ["relations"] = new JsonArray([
                .. plan
                    .Relations.Values.OrderBy(relation => relation.Name.ToString(), StringComparer.Ordinal)
                    .Select(relation => new JsonObject
                    {
                        ["name"] = relation.Name.ToString(),
                        ["rows"] = relation.Rows,
                        ["bytes"] = relation.Bytes,
                    }),
            ]),
            ["obstacles"] = plan.Obstacles is not { } obstacles
                ? null
                : new JsonArray([
                    .. obstacles.Select(obstacle => new JsonObject
                    {
                        ["kind"] = obstacle.Kind,
                        ["table"] = obstacle.Table?.ToString(),
                        ["process"] = obstacle.Process,
                        ["seconds"] = obstacle.Seconds,
                        ["text"] = obstacle.Text,
                    }),
                ]),
            ["analysed"] = plan.Statements.Count(statement => statement.Facts.Basis is not FactBasis.Unknown),
            ["total"] = plan.Statements.Count(),
        };

    private JsonObject Json(ReviewedStep step) =>
        new()
        {
            ["version"] = step.Step.Migration.IsRecorded ? step.Step.Migration.Version : null,
            ["name"] = step.Step.Migration.Name,
            ["transaction"] = step.Step.Migration.IsTransactional,
            ["statements"] = new JsonArray([.. step.Statements.Select(statement => Json(step, statement))]),
        };

    private JsonObject Json(ReviewedStep step, ReviewedStatement statement) =>
        new()
        {
            ["sql"] = statement.Statement.Text,
            ["operation"] = statement.Statement.Operation?.Summary,
            ["locks"] = new JsonArray([.. statement.Facts.Locks.Select(Json)]),
            ["rewrites"] = new JsonArray([.. statement.Facts.Rewrites.Select(Sized)]),
            ["scans"] = new JsonArray([.. statement.Facts.Scans.Select(Sized)]),
            ["losses"] = Format.Lost(statement.Losses),
            ["basis"] = statement.Facts.Basis.ToString().ToLowerInvariant(),
            ["not_observed"] = statement.NotObserved,
            ["findings"] = new JsonArray([.. plan.FindingsOf(step, statement).Select(LintJson.Finding)]),
        };

    private JsonObject Sized(ObjectName name) =>
        new() { ["table"] = name.ToString(), ["rows"] = plan.Relations.GetValueOrDefault(name)?.Rows };

    private JsonObject Json(TableLock taken) =>
        new()
        {
            ["object"] = taken.Table.ToString(),
            ["kind"] = taken.Kind.ToString().ToLowerInvariant(),
            ["mode"] = Words(taken.Mode),
            ["blocks"] = new JsonArray([
                .. taken.BlocksReads ? [JsonValue.Create("read")] : Array.Empty<JsonNode?>(),
                .. taken.BlocksWrites ? [JsonValue.Create("write")] : Array.Empty<JsonNode?>(),
            ]),
            ["new"] = !plan.Relations.ContainsKey(taken.Table),
        };
}
