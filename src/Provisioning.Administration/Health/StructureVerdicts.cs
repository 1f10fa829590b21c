using Provisioning.Schema;
using static Provisioning.Administration.Health.Amount;
using static Provisioning.Administration.Health.Judgement;

namespace Provisioning.Administration.Health;

/// <summary>What comes of the structure, on every engine.</summary>
public static class StructureVerdicts
{
    internal const string Area = "structure";

    /// <summary>The checks.</summary>
    public static IReadOnlyList<HealthCheck> Checks { get; } =
    [
        new HealthRule("duplicate-indexes", Area, context => On(context, DuplicateIndexes)),
        new HealthRule("foreign-keys", Area, context => On(context, ForeignKeysWithoutIndex)),
        new HealthRule("primary-keys", Area, context => On(context, TablesWithoutKey)),
    ];

    /// <summary>Indexes that say the same as another one of their table.</summary>
    public static Judgement DuplicateIndexes(DatabaseModel model)
    {
        var twins =
            from table in model.Tables.Values
            from same in table
                .Indexes.Select(index => (index.Name, Key: index with { Name = "", IsUnique = false }))
                .Concat(Constraints(table))
                .GroupBy(index => index.Key)
            where same.Count() > 1
            select $"{table.Name}: {string.Join(" = ", same.Select(index => index.Name))}";
        var found = twins.ToList();
        return Within(
            found.Count == 0,
            Verdict.Warning,
            found.Count == 0 ? "none" : Few(found),
            "none",
            "Each slows every write down for nothing. Drop all but one with a migration; keep the unique one."
        );
    }

    /// <summary>Foreign keys whose columns no index begins with.</summary>
    public static Judgement ForeignKeysWithoutIndex(DatabaseModel model)
    {
        var without =
            from table in model.Tables.Values
            from key in table.ForeignKeys
            where
                !Leads(table)
                    .Any(columns =>
                        columns.Take(key.Columns.Count).ToHashSet(StringComparer.Ordinal).SetEquals(key.Columns)
                    )
            select $"{table.Name}({string.Join(", ", key.Columns)})";
        var found = without.ToList();
        return Within(
            found.Count == 0,
            Verdict.Warning,
            found.Count == 0 ? "none without index" : Few(found),
            "an index each",
            "Each row deleted from the table referred to reads this one from end to end. Add an index with a "
                + "migration, on PostgreSQL CONCURRENTLY."
        );
    }

    /// <summary>Tables whose rows nothing tells apart.</summary>
    public static Judgement TablesWithoutKey(DatabaseModel model)
    {
        var found = model
            .Tables.Values.Where(table =>
                table.PrimaryKey is null
                && !Unique(table).Any(columns => columns.All(name => table.Find(name) is { IsNullable: false }))
            )
            .Select(table => table.Name.ToString())
            .ToList();
        return Within(
            found.Count == 0,
            Verdict.Warning,
            found.Count == 0 ? "none without" : Few(found),
            "a key each",
            "One row cannot be told from another: neither replicas nor people can change the right one. Add a primary "
                + "key with a migration."
        );
    }

    private static Judgement On(HealthContext context, Func<DatabaseModel, Judgement> judge) =>
        context.Structure is { } model
            ? judge(model)
            : NotKnown("the structure could not be read", "Ask as a role that may read the catalogue.");

    private static IEnumerable<(string Name, Schema.Index Key)> Constraints(Table table) =>
        table
            .Uniques.Select(unique => (unique.Name ?? "a unique constraint", Key(unique.Columns)))
            .Concat(table.PrimaryKey is { } primary ? [(primary.Name ?? "the primary key", Key(primary.Columns))] : []);

    private static Schema.Index Key(ValueList<string> columns) =>
        new("", columns.Select(column => new IndexColumn(column)).ToValueList());

    private static IEnumerable<IReadOnlyList<string>> Leads(Table table) =>
        table
            .Indexes.Where(index => index is { Filter: null, Method: null })
            .Select(index =>
                (IReadOnlyList<string>)
                    [.. index.Columns.TakeWhile(column => !column.IsExpression).Select(column => column.Name)]
            )
            .Concat(table.Uniques.Select(unique => unique.Columns))
            .Concat(table.PrimaryKey is { } key ? [key.Columns] : []);

    private static IEnumerable<IReadOnlyList<string>> Unique(Table table) =>
        table
            .Uniques.Select(unique => (IReadOnlyList<string>)unique.Columns)
            .Concat(
                table
                    .Indexes.Where(index =>
                        index is { IsUnique: true, Filter: null } && !index.Columns.Any(column => column.IsExpression)
                    )
                    .Select(index => (IReadOnlyList<string>)[.. index.Columns.Select(column => column.Name)])
            );
}
