using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>A line about a part of a database: two databases are alike where they have the same lines.</summary>
/// <param name="Of">The table, view or other object that it is about: <c>table users</c>.</param>
/// <param name="Text">What it says: <c>email varchar(255) NOT NULL</c>.</param>
public sealed record ModelLine(string Of, string Text)
{
    /// <summary>Where the SQL in the text begins; null for none. SQL is compared by its tokens, what comes before
    /// exactly.</summary>
    public int? SqlStart { get; init; }

    internal const string PrimaryKey = "primary key ";

    /// <summary>What two lines that say the same have in common, however their SQL is laid out, and whatever a primary
    /// key is called where its name means nothing.</summary>
    internal (string Of, string Text) Meaning(Dialect dialect) =>
        SqlStart is { } start ? (Of, Text[..start] + dialect.NormalSql(Text[start..]))
        : dialect.NamesPrimaryKeys || !Text.StartsWith(PrimaryKey, StringComparison.Ordinal) ? (Of, Text)
        : (Of, $"{PrimaryKey}{Text[Math.Max(PrimaryKey.Length, Text.IndexOf('(', StringComparison.Ordinal))..]}");
}

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
        ModelLine Plain(string text) => new(of, text);
        return
        [
            .. table.Columns.Select(column =>
                Plain(dialect.ColumnText(table, column)) with
                {
                    SqlStart = column.Name.Length,
                }
            ),
            .. table
                .Columns.Where(column => column.OnNull is not null)
                .Select(column => Plain($"NULL in {column.Name} on conflict {column.OnNull!.ToLowerInvariant()}")),
            .. table.PrimaryKey is { } key
                ? [Plain($"{ModelLine.PrimaryKey}{key.Name} {Names(key.Columns, key.Sorting, key.OnConflict)}")]
                : Array.Empty<ModelLine>(),
            .. table
                .Uniques.Select(unique =>
                    $"unique {unique.Name} {Names(unique.Columns, unique.Sorting, unique.OnConflict)}"
                )
                .Order(StringComparer.Ordinal)
                .Select(Plain),
            .. table
                .Checks.Select(check =>
                    Plain($"check {check.Name} ({check.Expression})") with
                    {
                        SqlStart = $"check {check.Name} (".Length,
                    }
                )
                .OrderBy(line => line.Text, StringComparer.Ordinal),
            .. table.ForeignKeys.Select(Text).Order(StringComparer.Ordinal).Select(Plain),
            .. table.Options.Select(Plain),
            .. (
                (string?[])
                    [
                        table.Partitioning is { } by ? $"partition by {by}" : null,
                        table.PartitionOf is { } whole ? $"partition of {whole}" : null,
                        table.Distribution is { } nodes ? $"distributed {nodes}" : null,
                    ]
            )
                .OfType<string>()
                .Select(Plain),
            .. table.Unmodelled.Select(Plain),
            .. table.RowSecurity is RowSecurity.Off
                ? Array.Empty<ModelLine>()
                : [Plain($"row-level security {table.RowSecurity.ToString().ToLowerInvariant()}")],
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

    private static string Names(ValueList<string> names, ValueList<IndexColumn> sorting, string? onConflict) =>
        $"({Names(names)})"
        + string.Concat(
            sorting.Select(column =>
                $" {column.Name}{(column.Collation is null ? "" : $" collate {column.Collation}")}"
                + (column.IsDescending ? " desc" : "")
            )
        )
        + (onConflict is null ? "" : $" on conflict {onConflict.ToLowerInvariant()}");

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    private static IEnumerable<ModelLine> Rendered(string of, Operation operation, Dialect dialect) =>
        dialect.Render(operation).Select(statement => new ModelLine(of, statement.Text) { SqlStart = 0 });
}
