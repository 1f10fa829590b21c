using System.Globalization;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Tables at random, with keys, checks and foreign keys in all directions, that both engines accept.</summary>
/// <param name="random">Where the choices come from.</param>
internal sealed class RandomTables(Random random)
{
    // Each takes the place of {0}, the column's name.
    private static readonly (string Type, string[] Checks)[] Columns =
    [
        (
            "integer",
            [
                "{0} > 0",
                "{0} BETWEEN 5 AND 5000",
                "{0} IN (1, 2, 3)",
                "{0} <> 0 AND {0} >= -3",
                "{0} < 0 OR {0} > 10",
                "NOT ({0} IS NULL)",
            ]
        ),
        ("bigint", ["{0} >= 1000000000000", "{0} <= 100", "abs({0}) < 50", "{0} <= 0"]),
        ("smallint", ["{0} >= 1 AND {0} <= 5", "{0} = 7"]),
        ("numeric(6,2)", ["{0} > 0", "{0} < 0.5", "{0} BETWEEN 1.5 AND 99.99", "{0} >= 0 AND {0} <= 1"]),
        ("numeric(3,3)", ["{0} > 0.1"]),
        ("double precision", ["{0} > 0.5", "{0} < 0"]),
        ("varchar(2)", ["{0} <> ''", "length({0}) = 2"]),
        (
            "varchar(12)",
            [
                "length({0}) >= 3",
                "{0} LIKE 'a%'",
                "{0} IN ('new', 'it''s', 'done')",
                "{0} NOT IN ('x')",
                "lower({0}) = {0}",
                "upper({0}) = {0}",
            ]
        ),
        (
            "text",
            [
                "{0} LIKE '%@%.%'",
                "length({0}) > 20",
                "length({0}) BETWEEN 2 AND 4",
                "{0} <> '' AND length({0}) < 100",
                "{0} IS NOT NULL",
                "length({0}) <= 10 AND ({0} LIKE 'x_%' OR {0} = 'y')",
            ]
        ),
        ("char(3)", ["length({0}) = 3"]),
        ("date", ["{0} > '2030-01-01'", "{0} < '2001-01-01'", "{0} >= '2020-02-01' AND {0} <= '2040-01-01'"]),
        ("timestamp", ["{0} >= '2026-01-01'", "{0} < '1999-12-31 10:00:00'"]),
        ("boolean", []),
        ("time", []),
    ];

    /// <summary>The statements.</summary>
    public string Sql(Engine engine)
    {
        var made = new List<(string Name, List<(string Name, string Type)> Key)>();
        return string.Join('\n', Enumerable.Range(0, random.Next(2, 7)).Select(at => Table(engine, $"t{at}", made)));
    }

    private string Table(Engine engine, string name, List<(string Name, List<(string Name, string Type)> Key)> made)
    {
        var parts = new List<string>();
        var columns = new List<(string Name, string Type)>();
        var uniques = new List<string>();
        var key = Key(engine, parts);
        foreach (var at in Enumerable.Range(0, random.Next(1, 8)))
        {
            parts.Add(Column($"c{at}", columns, uniques));
        }

        var order =
            random.Next(3) == 0
            && columns
                .GroupBy(column => column.Type)
                .FirstOrDefault(same => same.Count() > 1 && same.Key is "integer" or "date" or "timestamp")
                is { } pair
            && !parts.Any(part =>
                pair.Take(2)
                    .Any(column =>
                        part.StartsWith($"{column.Name} ", StringComparison.Ordinal)
                        && part.Contains("CHECK", StringComparison.Ordinal)
                    )
            )
                ? $"CHECK ({pair.First().Name} < {pair.Last().Name})"
                : null;
        var references =
            made.Count == 0
                ? []
                : Enumerable
                    .Range(0, random.Next(3))
                    .SelectMany(at => Reference($"p{at}", made[random.Next(made.Count)], parts))
                    .ToList();
        if (random.Next(4) == 0)
        {
            references.AddRange(Reference("own", (name, key), parts, mustBeNull: true));
        }

        if (key.Count > 1 || key[0].Name != "id" || !parts[0].Contains("PRIMARY", StringComparison.Ordinal))
        {
            references.Insert(0, $"PRIMARY KEY ({string.Join(", ", key.Select(column => column.Name))})");
        }

        if (uniques.Count > 1 && random.Next(2) == 0)
        {
            references.Add($"UNIQUE ({string.Join(", ", uniques.Take(2))})");
        }

        made.Add((name, key));
        string[] all = [.. parts, .. references, .. order is null ? [] : (string[])[order]];
        return $"CREATE TABLE {name} ({string.Join(", ", all)});"
            + (
                uniques.Count > 2
                    ? $"CREATE UNIQUE INDEX {name}_u ON {name} ({uniques[2]}) WHERE {uniques[2]} IS NOT NULL;"
                    : ""
            );
    }

    private List<(string Name, string Type)> Key(Engine engine, List<string> parts)
    {
        switch (random.Next(4))
        {
            case 0:
                parts.Add(
                    engine is Engine.Sqlite
                        ? "id INTEGER PRIMARY KEY AUTOINCREMENT"
                        : "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
                );
                return [("id", "bigint")];
            case 1:
                parts.AddRange(["a integer NOT NULL", "b varchar(5) NOT NULL"]);
                return [("a", "integer"), ("b", "varchar(5)")];
            case 2:
                parts.Add("id varchar(20) NOT NULL");
                return [("id", "varchar(20)")];
            default:
                parts.Add("id integer NOT NULL");
                return [("id", "integer")];
        }
    }

    private string Column(string name, List<(string Name, string Type)> columns, List<string> uniques)
    {
        var (type, checks) = Columns[random.Next(Columns.Length)];
        var check =
            checks.Length > 0 && random.Next(2) == 0
                ? string.Format(CultureInfo.InvariantCulture, checks[random.Next(checks.Length)], name)
                : null;
        columns.Add((name, type));
        if (type is not "boolean" && random.Next(4) == 0)
        {
            uniques.Add(name);
        }

        return $"{name} {type}{(random.Next(2) == 0 ? " NOT NULL" : "")}{(check is null ? "" : $" CHECK ({check})")}";
    }

    private List<string> Reference(
        string name,
        (string Name, List<(string Name, string Type)> Key) parent,
        List<string> parts,
        bool mustBeNull = false
    )
    {
        var isNull = mustBeNull || random.Next(2) == 0;
        var own = parent.Key.Select((column, at) => $"{name}_{at}").ToList();
        parts.AddRange(parent.Key.Select((column, at) => $"{own[at]} {column.Type}{(isNull ? "" : " NOT NULL")}"));
        var columns = string.Join(", ", own);
        var referred = string.Join(", ", parent.Key.Select(column => column.Name));
        return
        [
            $"FOREIGN KEY ({columns}) REFERENCES {parent.Name} ({referred})",
            .. random.Next(5) == 0 && !mustBeNull ? [$"UNIQUE ({columns})"] : Array.Empty<string>(),
        ];
    }
}
