using System.Globalization;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.New.Sources;

// One call for each operation on other objects than tables.
internal sealed partial class OperationSource
{
    private static string? Object(Operation operation) =>
        operation switch
        {
            CreateSchema o => $"Create.Schema({Text(o.Name)})",
            DropSchema o => $"Delete.Schema({Text(o.Name)})",
            CreateSequence o => Sequence(o.Sequence),
            DropSequence o => Named("Delete.Sequence", o.Sequence),
            CreateExtension { Schema: null } o => $"Create.Extension({Text(o.Name)})",
            DropExtension o => $"Delete.Extension({Text(o.Name)})",
            CreateEnumType o => $"{Named("Create.Enum", o.Name)}.WithValues({Texts(o.Values)})",
            DropEnumType o => Named("Delete.Enum", o.Name),
            AddEnumValue { Before: null } o => $"{Named("Alter.Enum", o.Name)}.AddValue({Text(o.Value)})",
            AddEnumValue { Before: { } next } o =>
                $"{Named("Alter.Enum", o.Name)}.AddValue({Text(o.Value)}, {Text(next)})",
            CreateView o => View(o),
            DropView { IsMaterialized: true } o =>
                $"Delete.View({Text(o.View.Name)}, isMaterialized: true){In(o.View)}",
            DropView o => Named("Delete.View", o.View),
            CreateFunction o when o.Function.IsSecurityDefiner == o.Function.SearchPath is not null => Function(o),
            DropFunction { Parameters.Length: 0 } o => Named("Delete.Function", o.Function),
            DropFunction o => $"Delete.Function({Text(o.Function.Name)}, {Text(o.Parameters)}){In(o.Function)}",
            CreateTrigger o => Trigger(o),
            DropTrigger o => $"Delete.Trigger({Text(o.Trigger)}){Named(".FromTable", o.Table)}",
            CreatePolicy o => Policy(o),
            DropPolicy o => $"Delete.Policy({Text(o.Policy)}, {Text(o.Table.Name)}){In(o.Table)}",
            CreateForeignServer o =>
                $"{(o.Replaces ? "Alter" : "Create")}.ForeignServer({Text(o.Name)}).FromVariable({Text(o.Variable)})",
            DropForeignServer o => $"Delete.ForeignServer({Text(o.Name)})",
            SetDistribution { Distribution: null } o => $"{Named("Alter.Table", o.Table)}.Undistribute()",
            SetDistribution { Distribution.IsReference: true } o =>
                $"{Named("Alter.Table", o.Table)}.AsReferenceTable()",
            SetDistribution { Distribution: { Column: { } column, ColocatedWith: null } } o =>
                $"{Named("Alter.Table", o.Table)}.Distribute({Text(column)})",
            SetDistribution { Distribution: { Column: { } column, ColocatedWith: { } other } } o
                when other.Schema == o.Table.Schema =>
                $"{Named("Alter.Table", o.Table)}.Distribute({Text(column)}, {Text(other.Name)})",
            SetRowSecurity { RowSecurity: RowSecurity.Forced } o =>
                $"{Named("Alter.RowLevelSecurity", o.Table)}.Force()",
            SetRowSecurity { RowSecurity: RowSecurity.On } o => $"{Named("Alter.RowLevelSecurity", o.Table)}.Enable()",
            SetRowSecurity o => $"{Named("Alter.RowLevelSecurity", o.Table)}.Disable()",
            _ => null,
        };

    private static string Sequence(Sequence sequence) =>
        Named("Create.Sequence", sequence.Name)
        + Optional("IncrementBy", sequence.Increment)
        + Optional("MinValue", sequence.MinValue)
        + Optional("MaxValue", sequence.MaxValue)
        + Optional("StartWith", sequence.StartWith)
        + Optional("Cache", sequence.Cache)
        + (sequence.Cycle ? ".Cycle()" : "");

    private static string Optional(string call, long? number) =>
        number is { } given ? string.Create(CultureInfo.InvariantCulture, $".{call}({given})") : "";

    private static string View(CreateView o) =>
        Named("Create.View", o.View.Name)
        + (o.Replaces ? ".OrReplace()" : "")
        + (o.View.IsMaterialized ? ".Materialized()" : "")
        + $".As({Sql(o.View.Query)})";

    private static string Function(CreateFunction o)
    {
        var function = o.Function;
        return Named("Create.Function", function.Name)
            + (o.Replaces ? ".OrReplace()" : "")
            + (function.Parameters.Length > 0 ? $".WithParameters({Text(function.Parameters)})" : "")
            + $".Returns({Text(function.Returns)})"
            + (function.Language is "plpgsql" ? "" : $".Language({Text(function.Language)})")
            + (function.Volatility is Volatility.Volatile ? "" : $".{function.Volatility}()")
            + (function.SearchPath is { } path ? $".SecurityDefiner({Text(path)})" : "")
            + $".As({Sql(function.Body)})";
    }

    private static string Trigger(CreateTrigger o)
    {
        var trigger = o.Trigger;
        var call = $"Create.Trigger({Text(trigger.Name)}){Named(".OnTable", o.Table)}";
        return trigger.Touches is { } column
            ? $"{call}.Touching({Text(column)})"
            : $"{call}.{trigger.Timing}{trigger.Event}()"
                + (trigger.When is { } when ? $".When({Text(when)})" : "")
                + $".Body({Sql(trigger.Body!)})";
    }

    private static string Policy(CreatePolicy o)
    {
        var policy = o.Policy;
        return $"Create.Policy({Text(policy.Name)}){Named(".OnTable", o.Table)}"
            + (policy.Command is PolicyCommand.All ? "" : $".For(PolicyCommand.{policy.Command})")
            + (policy.Roles.Count > 0 ? $".To({Texts(policy.Roles)})" : "")
            + (policy.IsRestrictive ? ".AsRestrictive()" : "")
            + (policy.Using is { } reading ? $".Using({Sql(reading)})" : "")
            + (policy.WithCheck is { } writing ? $".WithCheck({Sql(writing)})" : "");
    }
}
