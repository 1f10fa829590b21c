using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Administration.Retention;

/// <summary>Finds out what rules would delete, and what prevents it. It only reads.</summary>
internal sealed class RetentionPlanner(DatabaseSession session, RetentionStore store, DatabaseModel model)
{
    /// <summary>From this many rows on a table is not read from end to end unasked.</summary>
    private const long Large = 1_000_000;

    /// <summary>The table and column of each rule.</summary>
    /// <exception cref="RetentionRefusedException">A table or column is not there, or rows cannot be judged by it; all
    /// such are named.</exception>
    public async Task<IReadOnlyList<(RetentionRule Rule, Table Table, Column Column)>> FindAsync(
        IReadOnlyList<RetentionRule> rules,
        CancellationToken token
    )
    {
        var (found, problems) = (new List<(RetentionRule, Table, Column)>(), new List<string>());
        foreach (var rule in rules)
        {
            if (model.Find(rule.Table) is not { } table)
            {
                problems.Add(
                    $"Rule {rule.Name}: there is no table {rule.Table} in {session.Database.Location}. Apply the "
                        + $"system's migrations, or correct the rule."
                );
            }
            else if (table.Find(rule.Column) is not { } column)
            {
                problems.Add(
                    $"Rule {rule.Name}: the table {rule.Table} has no column {rule.Column}. It has "
                        + $"{string.Join(", ", table.Columns.Select(known => known.Name))}."
                );
            }
            else if (await store.RefusalAsync(table, column, token) is { } why)
            {
                problems.Add($"Rule {rule.Name}: {why}");
            }
            else
            {
                found.Add((rule, table, column));
            }
        }

        return problems.Count == 0 ? found : throw new RetentionRefusedException(problems);
    }

    /// <summary>What one rule would do.</summary>
    public async Task<RetentionDue> PlanAsync(
        RetentionRule rule,
        Table table,
        Column column,
        DateTimeOffset now,
        CancellationToken token
    )
    {
        var cutoff = now - rule.Keep;
        var (due, oldest) = await store.CountAsync(table, column, cutoff, token);
        var parts = await store.PartsAsync(table, column, cutoff, token);
        var effects = new List<RetentionEffect>();
        if (due > 0)
        {
            await AddEffectsAsync(
                effects,
                table,
                alias => store.Condition($"{alias}.{Dialect.Quote(column.Name)}", column),
                store.Parameters(cutoff),
                [table.Name],
                token
            );
        }

        return new(rule, cutoff, due)
        {
            Oldest = oldest,
            Index = IndexFor(table, column.Name),
            TableRows = await EstimateAsync(table, parts, token),
            Parts = parts,
            Effects = effects,
        };
    }

    private async Task<long> EstimateAsync(Table table, IReadOnlyList<RetentionPart> parts, CancellationToken token)
    {
        if (parts.Count == 0)
        {
            return await store.EstimateAsync(table.Name, token);
        }

        var rows = 0L;
        foreach (var part in parts.Where(part => !part.IsPast))
        {
            rows += await store.EstimateAsync(part.Name, token);
        }

        return rows;
    }

    /// <summary>What prevents deleting.</summary>
    public static IEnumerable<string> Problems(RetentionDue due, bool allowsScan)
    {
        if (due is { Index: null, TableRows: > Large } && !allowsScan)
        {
            yield return $"Rule {due.Rule.Name}: no index begins with {due.Rule.Table}.{due.Rule.Column}, and the "
                + $"table has about {due.TableRows:N0} rows, which every batch would read. Add an index with a "
                + $"migration, or give --allow-scan.";
        }

        foreach (var blocker in due.Blockers)
        {
            yield return $"Rule {due.Rule.Name}: {blocker.Rows:N0} rows of {blocker.Table} refer to rows that are "
                + $"due, and its foreign key keeps them. Declare a rule for {blocker.Table} that comes first, or let "
                + $"the key cascade.";
        }
    }

    /// <summary>The index that begins with the column and holds every row; null for none.</summary>
    internal static string? IndexFor(Table table, string column) =>
        table
            .Indexes.FirstOrDefault(index =>
                index is { Filter: null, Method: null or "BRIN" or "brin" }
                && index.Columns[0] is { IsExpression: false } first
                && first.Name == column
            )
            ?.Name
        ?? table
            .Uniques.Where(unique => unique.Columns[0] == column)
            .Select(unique => unique.Name ?? "a unique constraint")
            .FirstOrDefault()
        ?? (table.PrimaryKey is { } key && key.Columns[0] == column ? key.Name ?? "the primary key" : null);

    private async Task AddEffectsAsync(
        List<RetentionEffect> effects,
        Table parent,
        Func<string, string> isGone,
        object?[] parameters,
        HashSet<ObjectName> seen,
        CancellationToken token
    )
    {
        foreach (
            var (child, key) in model.Tables.Values.SelectMany(table =>
                table.ForeignKeys.Where(key => key.References == parent.Name).Select(key => (table, key))
            )
        )
        {
            var depth = seen.Count;
            string IsHit(string alias)
            {
                var join = key.Columns.Zip(
                    key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : parent.PrimaryKey!.Columns,
                    (own, other) => $"g{depth}.{Dialect.Quote(other)} = {alias}.{Dialect.Quote(own)}"
                );
                return $"EXISTS (SELECT 1 FROM {session.Database.Dialect.Quote(parent.Name)} g{depth} WHERE "
                    + $"{string.Join(" AND ", join)} AND {isGone($"g{depth}")})";
            }

            // A row that is due itself goes anyway.
            var own = child.Name == parent.Name ? $" AND ({isGone("c")}) IS NOT TRUE" : "";
            var rows = await session.QueryAsync(
                $"SELECT count(*) FROM {session.Database.Dialect.Quote(child.Name)} c WHERE {IsHit("c")}{own}",
                row => row.GetInt64(0),
                token,
                parameters
            );
            if (rows[0] == 0)
            {
                continue;
            }

            effects.Add(new(child.Name, key.OnDelete, rows[0]));
            if (key.OnDelete is ReferentialAction.Cascade && !seen.Contains(child.Name))
            {
                await AddEffectsAsync(effects, child, IsHit, parameters, [.. seen, child.Name], token);
            }
        }
    }
}
