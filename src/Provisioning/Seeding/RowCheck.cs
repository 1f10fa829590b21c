using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding;

/// <summary>A table whose rows were checked.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Findings">What they break.</param>
public sealed record CheckedTable(ObjectName Table, long Rows, ValueList<BrokenRule> Findings);

/// <summary>A rule that rows break.</summary>
/// <param name="Rule">The rule: <c>FOREIGN KEY (user_id) → users</c>.</param>
/// <param name="Rows">How many rows break it, or how many keys are there more than once.</param>
public sealed record BrokenRule(string Rule, long Rows);

/// <summary>Checks the rows that are in a database against what its structure asks of them: foreign keys, unique keys
/// and checks, also those that are not enforced (NOT VALID, or on SQLite with foreign keys off). Changes
/// nothing.</summary>
/// <param name="session">The session to read through.</param>
public sealed class RowCheck(DatabaseSession session)
{
    /// <summary>References that no foreign key declares, which are checked as well; none by default.</summary>
    public IReadOnlyList<PolymorphicReference> References { get; init; } = [];

    /// <summary>Checks every table.</summary>
    /// <exception cref="StatementFailedException">A table cannot be read.</exception>
    public async Task<IReadOnlyList<CheckedTable>> RunAsync(DatabaseModel model, CancellationToken token)
    {
        var found = new List<CheckedTable>();
        foreach (var table in model.Tables.Values)
        {
            var findings = new List<BrokenRule>();
            foreach (var (rule, sql) in Rules(table).Concat(DeclaredRules(model, table)))
            {
                if (await CountAsync(sql, token) is > 0 and var rows)
                {
                    findings.Add(new(rule, rows));
                }
            }

            var all = await CountAsync($"SELECT count(*) FROM {session.Database.Dialect.Quote(table.Name)}", token);
            found.Add(new(table.Name, all, findings.ToValueList()));
        }

        return found;
    }

    private async Task<long> CountAsync(string sql, CancellationToken token) =>
        (await session.QueryAsync(sql, row => row.GetInt64(0), token))[0];

    private IEnumerable<(string Rule, string Sql)> Rules(Table table)
    {
        var name = session.Database.Dialect.Quote(table.Name);
        foreach (var key in table.ForeignKeys)
        {
            var own = key.Columns.Select(column => $"c.{Dialect.Quote(column)}").ToList();
            var same = own.Zip(key.ReferencedColumns, (column, other) => $"p.{Dialect.Quote(other)} = {column}");
            yield return (
                $"FOREIGN KEY ({key.Columns}) → {key.References}",
                $"SELECT count(*) FROM {name} c WHERE {AllThere(own)} AND NOT EXISTS (SELECT 1 FROM "
                    + $"{session.Database.Dialect.Quote(key.References)} p WHERE {string.Join(" AND ", same)})"
            );
        }

        foreach (var (columns, filter) in Uniques(table))
        {
            var keys = columns.Select(Dialect.Quote).ToList();
            yield return (
                $"UNIQUE ({columns})",
                $"SELECT count(*) FROM (SELECT 1 FROM {name} WHERE {AllThere(keys)}"
                    + $"{(filter is null ? "" : $" AND ({filter})")} "
                    + $"GROUP BY {string.Join(", ", keys)} HAVING count(*) > 1) AS twice"
            );
        }

        foreach (var check in table.Checks)
        {
            yield return ($"CHECK ({check.Expression})", $"SELECT count(*) FROM {name} WHERE NOT ({check.Expression})");
        }
    }

    private IEnumerable<(string Rule, string Sql)> DeclaredRules(DatabaseModel model, Table table)
    {
        foreach (var reference in References.Where(reference => reference.Table == table.Name))
        {
            var (type, id) = ($"c.{Dialect.Quote(reference.TypeColumn)}", $"c.{Dialect.Quote(reference.IdColumn)}");
            var found =
                from target in reference.Targets
                where model.Find(target.Table)?.PrimaryKey is { Columns.Count: 1 }
                let key = Dialect.Quote(model.Find(target.Table)!.PrimaryKey!.Columns[0])
                // As text: a column for the keys of several tables may be of another type than theirs.
                let name = target.Type.Replace("'", "''", StringComparison.Ordinal)
                select $"(CAST({type} AS text) = '{name}' AND EXISTS (SELECT 1 FROM "
                    + $"{session.Database.Dialect.Quote(target.Table)} p WHERE CAST(p.{key} AS text) = "
                    + $"CAST({id} AS text)))";
            yield return (
                $"({reference.TypeColumn}, {reference.IdColumn}) → "
                    + string.Join(", ", reference.Targets.Select(target => target.Table)),
                $"SELECT count(*) FROM {session.Database.Dialect.Quote(table.Name)} c WHERE {id} IS NOT NULL AND NOT "
                    + $"({string.Join(" OR ", found.DefaultIfEmpty("1 = 0"))})"
            );
        }
    }

    private static IEnumerable<(ValueList<string> Columns, string? Filter)> Uniques(Table table) =>
        [
            .. table.PrimaryKey is { } key
                ? [(key.Columns, (string?)null)]
                : Array.Empty<(ValueList<string>, string?)>(),
            .. table.Uniques.Select(unique => (unique.Columns, (string?)null)),
            .. table
                .Indexes.Where(index => index.IsUnique && !index.Columns.Any(part => part.IsExpression))
                .Select(index => ((ValueList<string>)[.. index.Columns.Select(part => part.Name)], index.Filter)),
        ];

    private static string AllThere(IEnumerable<string> columns) =>
        string.Join(" AND ", columns.Select(column => $"{column} IS NOT NULL"));
}
