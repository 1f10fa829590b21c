using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Fleets.States;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>Which migrations the targets of a fleet have, as text or JSON: a line for all in one state.</summary>
/// <param name="status">What was read.</param>
/// <param name="system">The system.</param>
/// <param name="catalog">Its migrations.</param>
internal sealed class FleetStatusPage(FleetStatus status, DatabaseSystem system, MigrationCatalog catalog)
{
    private const int MostNames = 3;
    private const int MostProblems = 10;

    /// <summary>A table of the states, the odd ones first, and what is wrong with whom.</summary>
    public string Text()
    {
        if (status.Targets.Count == 0)
        {
            return "The fleet has no targets.";
        }

        var text = new StringBuilder(
            Report.Table(
                [
                    ["targets", "version", "state", "which"],
                    .. Rows(),
                ],
                Tones
            )
        );
        text.Append('\n');
        var problems = status.Targets.Where(target => target.Problem is not null).ToList();
        foreach (var target in problems.Take(MostProblems))
        {
            text.Append(CultureInfo.InvariantCulture, $"{target.Target.Name}: {target.Problem!.Message}\n");
        }

        if (problems.Count > MostProblems)
        {
            text.Append(CultureInfo.InvariantCulture, $"And {problems.Count - MostProblems:N0} more with a problem.\n");
        }

        return text.Append(Summary()).ToString();
    }

    /// <summary>The same as a document, with every target.</summary>
    public JsonObject Json() =>
        new()
        {
            ["system"] = system.Name,
            ["newest"] = catalog.Latest,
            ["current"] = status.Count(TargetCondition.Current),
            ["pending"] = status.Count(TargetCondition.Pending),
            ["refused"] = status.Count(TargetCondition.Refused),
            ["missing"] = status.Count(TargetCondition.Missing),
            ["unreachable"] = status.Count(TargetCondition.Unreachable),
            ["groups"] = new JsonArray([.. status.Groups.Select(Group)]),
            ["targets"] = new JsonArray([.. status.Targets.Select(Target)]),
        };

    /// <summary>What a run would do, once for all targets in one state.</summary>
    public string Plan()
    {
        var text = new StringBuilder();
        foreach (var group in status.Groups.Where(group => group.Condition is TargetCondition.Pending))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Format.Count(group.Targets.Count, "target")} ({Names(group.Targets.Select(each => each.Name))}): "
                    + $"from {Format.Version(group.Plan!.From)} to {Format.Version(group.Plan.To)}\n"
            );
            foreach (var step in group.Plan.Steps)
            {
                var way = step.Direction is Direction.Up ? "up" : "down";
                text.Append(CultureInfo.InvariantCulture, $"  {way, -4} {step.Migration}\n");
            }
        }

        foreach (var target in status.Targets.Where(target => target.Problem is not null).Take(MostProblems))
        {
            text.Append(CultureInfo.InvariantCulture, $"{target.Target.Name}: {target.Problem!.Message}\n");
        }

        return text.Append(Summary()).ToString();
    }

    /// <summary>How many targets are in which state, in a sentence.</summary>
    private string Summary()
    {
        var counts = Enum.GetValues<TargetCondition>()
            .Select(condition => (Word: Word(condition), Count: status.Count(condition)))
            .Where(each => each.Count > 0)
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Count:N0} {each.Word}"));
        return $"{system.Title}: {Format.Count(status.Targets.Count, "target")}, "
            + $"{string.Join(", ", counts)}; the newest is {Format.Version(catalog.Latest)}.";
    }

    /// <summary>The word for a state.</summary>
    public static string Word(TargetCondition condition) =>
        condition switch
        {
            TargetCondition.Current => "current",
            TargetCondition.Pending => "pending",
            TargetCondition.Refused => "refused",
            TargetCondition.Missing => "missing",
            _ => "unreachable",
        };

    private IEnumerable<string[]> Rows()
    {
        foreach (
            var lost in status
                .Targets.Where(target => target.Group is null)
                .GroupBy(target => target.Condition)
                .OrderBy(group => group.Count())
        )
        {
            yield return Row([.. lost.Select(target => target.Target.Name)], "", Word(lost.Key));
        }

        foreach (var group in status.Groups)
        {
            var state =
                group.Versions.Any(version => version.State is VersionState.Interrupted) ? "interrupted"
                : group.Condition is TargetCondition.Pending && group.Pending > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{group.Pending} pending")
                : Word(group.Condition);
            yield return Row(
                [.. group.Targets.Select(target => target.Name)],
                group.Ledger.Current.ToString(CultureInfo.InvariantCulture),
                state
            );
        }
    }

    private static string[] Row(IReadOnlyList<string> names, string version, string state) =>
        [names.Count.ToString("N0", CultureInfo.InvariantCulture), version, state, Names(names)];

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        var first = string.Join(", ", all.Take(MostNames));
        return all.Count <= MostNames
            ? first
            : string.Create(CultureInfo.InvariantCulture, $"{first} and {all.Count - MostNames:N0} more");
    }

    private static Tone Tones(int column, string text) =>
        column != 2 ? Tone.Plain
        : text is "current" ? Tone.Good
        : text is "refused" or "missing" or "unreachable" ? Tone.Bad
        : Tone.Warning;

    private static JsonNode Group(FleetGroup group) =>
        new JsonObject
        {
            ["state"] = Word(group.Condition),
            ["version"] = group.Ledger.Current,
            ["pending"] = group.Pending,
            ["interrupted"] = group.Versions.Count(version => version.State is VersionState.Interrupted),
            ["edited"] = group.Versions.Count(version => version.State is VersionState.Edited),
            ["unknown"] = group.Versions.Count(version => version.State is VersionState.Unknown),
            ["steps"] = group.Plan is { } plan ? Format.Steps(plan.Steps) : null,
            ["to"] = group.Plan?.To,
            ["refusal"] = group.Refusal,
            ["targets"] = Format.List(group.Targets.Select(target => target.Name)),
        };

    private static JsonNode Target(TargetState target) =>
        new JsonObject
        {
            ["name"] = target.Target.Name,
            ["database"] = target.Target.Database.Location,
            ["labels"] = new JsonObject(
                target.Target.Labels.Select(label => new KeyValuePair<string, JsonNode?>(
                    label.Key,
                    JsonValue.Create(label.Value)
                ))
            ),
            ["state"] = Word(target.Condition),
            ["version"] = target.Version,
            ["problem"] = target.Problem?.Message,
        };
}
