using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>A line about a part of a database: two databases are alike where they have the same lines.</summary>
/// <param name="Of">The table, view or other object that it is about: <c>table users</c>.</param>
/// <param name="Text">What it says: <c>email varchar(255) NOT NULL</c>.</param>
public sealed record ModelLine(string Of, string Text);

/// <summary>Describes a database's structure in lines, in the terms of its engine.</summary>
public static class ModelText
{
    /// <summary>Everything in the model: tables by name with columns in order, the rest by name.</summary>
    public static IReadOnlyList<ModelLine> Lines(DatabaseModel model, Dialect dialect) =>
        [
            .. model.Extensions.Select(extension => new ModelLine("extensions", extension)),
            .. model.Schemas.Select(schema => new ModelLine("schemas", schema)),
            .. model.Enums.Select(type => new ModelLine($"enum {type.Key}", string.Join(", ", type.Value))),
            .. model.Sequences.Values.SelectMany(sequence =>
                Rendered($"sequence {sequence.Name}", new CreateSequence(sequence), dialect)
            ),
            .. model.Tables.Values.SelectMany(table => Lines(table, dialect)),
            .. model.Views.Values.SelectMany(view => Rendered($"view {view.Name}", new CreateView(view), dialect)),
            .. model.Functions.Values.SelectMany(function =>
                Rendered($"function {function.Signature}", new CreateFunction(function), dialect)
            ),
        ];

    private static IEnumerable<ModelLine> Lines(Table table, Dialect dialect)
    {
        var of = $"table {table.Name}";
        string[] lines =
        [
            .. table.Columns.Select(column => dialect.ColumnText(table, column)),
            .. table.PrimaryKey is { } key ? [$"primary key {key.Name} ({Names(key.Columns)})"] : Array.Empty<string>(),
            .. table
                .Uniques.Select(unique => $"unique {unique.Name} ({Names(unique.Columns)})")
                .Order(StringComparer.Ordinal),
            .. table.Checks.Select(check => $"check {check.Name} ({check.Expression})").Order(StringComparer.Ordinal),
            .. table.ForeignKeys.Select(Text).Order(StringComparer.Ordinal),
            .. table.Options,
            .. table.Unmodelled,
            .. table.RowSecurity is RowSecurity.Off
                ? Array.Empty<string>()
                : [$"row-level security {table.RowSecurity.ToString().ToLowerInvariant()}"],
        ];
        return
        [
            .. lines.Select(line => new ModelLine(of, line)),
            .. table
                .Indexes.OrderBy(index => index.Name, StringComparer.Ordinal)
                .SelectMany(index => Rendered(of, new CreateIndex(table.Name, index), dialect)),
            .. table
                .Triggers.OrderBy(trigger => trigger.Name, StringComparer.Ordinal)
                .SelectMany(trigger => Rendered(of, new CreateTrigger(table.Name, trigger), dialect)),
            .. table
                .Policies.OrderBy(policy => policy.Name, StringComparer.Ordinal)
                .SelectMany(policy => Rendered(of, new CreatePolicy(table.Name, policy), dialect)),
        ];
    }

    private static string Text(ForeignKey key) =>
        $"foreign key {key.Name} ({Names(key.Columns)}) references {key.References} ({Names(key.ReferencedColumns)})"
        + Rule(" on delete", key.OnDelete)
        + Rule(" on update", key.OnUpdate)
        + (key.IsDeferred ? " deferred" : "");

    private static string Rule(string on, ReferentialAction action) =>
        action switch
        {
            ReferentialAction.None => "",
            ReferentialAction.SetNull => $"{on} set null",
            ReferentialAction.SetDefault => $"{on} set default",
            _ => $"{on} {action.ToString().ToLowerInvariant()}",
        };

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    private static IEnumerable<ModelLine> Rendered(string of, Operation operation, Dialect dialect) =>
        dialect.Render(operation).Select(statement => new ModelLine(of, statement.Text));
}
