using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>Takes a structure apart, each part with its text for people.</summary>
internal static class SchemaParts
{
    /// <summary>The parts of a table, the table first.</summary>
    public static IEnumerable<(SchemaPart Part, string Text)> Of(Table table, Dialect dialect)
    {
        (SchemaPart, string) Part(PartKind kind, string name, string text) => (new(table.Name, kind, name), text);
        return
        [
            Part(PartKind.Table, "", Words([table.RowSecurity is RowSecurity.Off ? null : Security(table)])),
            .. table.Columns.Select(column =>
                Part(PartKind.Column, column.Name, dialect.ColumnText(table, column)[(column.Name.Length + 1)..])
            ),
            .. table.PrimaryKey is { } key
                ? [Part(PartKind.PrimaryKey, "", $"({key.Columns})")]
                : Array.Empty<(SchemaPart, string)>(),
            .. table.Uniques.Select(unique => Part(PartKind.Unique, NameOf(unique), $"({unique.Columns})")),
            .. table.Checks.Select(check =>
                Part(PartKind.Check, NameOf(check), check.Expression + Unproved(check.IsNotValid))
            ),
            .. table.ForeignKeys.Select(key => Part(PartKind.ForeignKey, NameOf(key), Text(key))),
            .. table.Indexes.Select(index => Part(PartKind.Index, index.Name, Text(index))),
            .. table.Triggers.Select(trigger => Part(PartKind.Trigger, trigger.Name, Text(trigger) + trigger.Body)),
            .. table.Policies.Select(policy => Part(PartKind.Policy, policy.Name, Text(policy))),
        ];
    }

    /// <summary>The parts that belong to no table.</summary>
    public static IEnumerable<(SchemaPart Part, string Text)> Others(DatabaseModel model) =>
        [
            .. model.Extensions.Select(name => (new SchemaPart(name, PartKind.Extension), "")),
            .. model.Schemas.Select(name => (new SchemaPart(name, PartKind.Schema), "")),
            .. model.Enums.Select(type => (new SchemaPart(type.Key, PartKind.Enum), $"{type.Value}")),
            .. model.Sequences.Values.Select(sequence => (new SchemaPart(sequence.Name, PartKind.Sequence), "")),
            .. model.Views.Values.Select(view => (new SchemaPart(view.Name, PartKind.View), view.Query)),
            .. model.Functions.Values.Select(function =>
                (
                    new SchemaPart(new(function.Name.Schema, Signature(function)), PartKind.Function),
                    $"{function.Returns}\n{function.Body}"
                )
            ),
        ];

    /// <summary>The name of a function without its schema, and its parameters.</summary>
    public static string Signature(Function function) => $"{function.Name.Name}({function.Parameters})";

    /// <summary>What a foreign key goes by.</summary>
    public static string NameOf(ForeignKey key) => $"{key.Columns} → {key.References}";

    /// <summary>What a unique constraint goes by.</summary>
    public static string NameOf(UniqueConstraint unique) => $"{unique.Columns}";

    /// <summary>What a check goes by.</summary>
    public static string NameOf(CheckConstraint check) => check.Name ?? check.Expression;

    /// <summary>What a foreign key does besides referring: <c>on delete cascade, not validated</c>.</summary>
    public static string Rules(ForeignKey key) =>
        Words([
            Rule("on delete", key.OnDelete),
            Rule("on update", key.OnUpdate),
            key.IsDeferred ? "checked at commit" : null,
        ]);

    /// <summary>An index without its name: <c>gin (a, b desc) where …</c>.</summary>
    public static string Text(Schema.Index index) =>
        Words([
            index.IsUnique ? "unique" : null,
            index.Method?.ToLowerInvariant(),
            $"({string.Join(", ", index.Columns.Select(Text))})",
            index.Includes.Count > 0 ? $"include ({index.Includes})" : null,
            index.NullsDistinct is false ? "nulls not distinct" : null,
            index.Parameters.Count > 0 ? $"with ({index.Parameters})" : null,
            index.Filter is { } filter ? $"where {filter}" : null,
        ]);

    /// <summary>When a trigger acts: <c>before update when (…)</c>.</summary>
    public static string Text(Trigger trigger) =>
        Words([
            trigger.Timing.ToString().ToLowerInvariant(),
            trigger.Event.ToString().ToLowerInvariant(),
            trigger.When is { } condition ? $"when ({condition})" : null,
            trigger.Touches is { } column ? $"sets {column} to the present moment" : null,
        ]);

    /// <summary>What a policy allows, to whom.</summary>
    public static string Text(Policy policy) =>
        Words([
            policy.IsRestrictive ? "restrictive" : null,
            $"for {policy.Command.ToString().ToLowerInvariant()}",
            policy.Roles.Count > 0 ? $"to {policy.Roles}" : null,
            policy.Using is { } read ? $"using ({read})" : null,
            policy.WithCheck is { } written ? $"with check ({written})" : null,
        ]);

    private static string Security(Table table) =>
        $"row-level security {table.RowSecurity.ToString().ToLowerInvariant()}";

    private static string Text(ForeignKey key) =>
        $"({key.Columns}) → {key.References} ({key.ReferencedColumns})"
        + (Rules(key) is { Length: > 0 } rules ? $" {rules}" : "")
        + Unproved(key.IsNotValid);

    private static string Text(IndexColumn column) =>
        Words([
            column.IsExpression ? $"({column.Name})" : column.Name,
            column.Collation is { } collation ? $"collate {collation}" : null,
            column.OperatorClass,
            column.IsDescending ? "desc" : null,
            column.NullsFirst switch
            {
                true => "nulls first",
                false => "nulls last",
                null => null,
            },
        ]);

    private static string Unproved(bool isNotValid) => isNotValid ? " not validated" : "";

    private static string? Rule(string on, ReferentialAction action) =>
        action switch
        {
            ReferentialAction.None => null,
            ReferentialAction.SetNull => $"{on} set null",
            ReferentialAction.SetDefault => $"{on} set default",
            _ => $"{on} {action.ToString().ToLowerInvariant()}",
        };

    private static string Words(IEnumerable<string?> words) => string.Join(' ', words.Where(word => word is not null));
}
