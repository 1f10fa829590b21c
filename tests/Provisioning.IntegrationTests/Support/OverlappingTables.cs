namespace Provisioning.IntegrationTests.Support;

/// <summary>The SQL of tables that share names with those of other draws: columns, keys, checks, indexes, views and, on
/// PostgreSQL, types and sequences differ from draw to draw.</summary>
public static class OverlappingTables
{
    private static readonly (string Type, string Default)[] Types =
    [
        ("integer", "7"),
        ("bigint", "(1 + 2)"),
        ("text", "'it''s'"),
        ("varchar(20)", "'new'"),
        ("numeric(12,2)", "1.5"),
        ("date", "'2026-01-02'"),
        ("boolean", "true"),
    ];

    /// <summary>The statements for an engine.</summary>
    public static string Sql(Engine engine, Random random)
    {
        var sql = new List<string>();
        var hasMood = engine is Engine.PostgreSql && random.Next(2) == 0;
        if (hasMood)
        {
            string[] moods = ["'bad'", "'so'", "'good'", "'best'"];
            sql.Add(
                $"CREATE TYPE mood AS ENUM ({string.Join(", ", moods.Where((_, at) => at == 1 || random.Next(3) > 0))})"
            );
        }

        var tables = Enumerable.Range(0, 5).Where(_ => random.Next(4) > 0).Select(at => $"t{at}").ToArray();
        foreach (var (at, table) in tables.Index())
        {
            sql.Add(Table(engine, random, table, tables[..at], hasMood));
            sql.AddRange(Others(random, table));
        }

        return string.Join(";\n", sql);
    }

    private static string Table(Engine engine, Random random, string table, string[] parents, bool hasMood)
    {
        var parts = new List<string> { "id integer NOT NULL", "fixed integer NOT NULL" };
        var rest = new List<string>
        {
            random.Next(5) == 0
                ? $"CONSTRAINT {table}_pk PRIMARY KEY (id, fixed)"
                : $"CONSTRAINT {table}_pk PRIMARY KEY (id)",
        };
        for (var column = 0; column < 5; column++)
        {
            if (random.Next(3) > 0)
            {
                var (type, value) = Types[random.Next(random.Next(3) == 0 ? Types.Length : 3)];
                var given = random.Next(3) == 0 ? $" DEFAULT {value}" : "";
                parts.Add($"c{column} {type}{given}{(random.Next(4) == 0 ? " NOT NULL" : "")}");
            }
        }

        if (hasMood && random.Next(2) == 0)
        {
            parts.Add($"m mood{(random.Next(2) == 0 ? " DEFAULT 'so'" : "")}");
        }

        if (random.Next(2) == 0)
        {
            rest.Add($"CONSTRAINT {table}_ck CHECK (fixed > {random.Next(3)})");
        }

        if (engine is Engine.PostgreSql && random.Next(2) == 0)
        {
            rest.Add($"CONSTRAINT {table}_uq UNIQUE (fixed{(random.Next(2) == 0 ? ", id" : "")})");
        }

        foreach (var parent in parents.Where(_ => random.Next(3) == 0))
        {
            parts.Add($"p_{parent} integer");
            rest.Add(
                $"CONSTRAINT {table}_{parent} FOREIGN KEY (p_{parent}, fixed) REFERENCES {parent}_k (id, fixed)"
                    + (random.Next(2) == 0 ? " ON DELETE CASCADE" : "")
            );
        }

        return $"CREATE TABLE {table} ({string.Join(", ", [.. parts, .. rest])});\n"
            + $"CREATE TABLE {table}_k (id integer NOT NULL, fixed integer NOT NULL, "
            + $"CONSTRAINT {table}_kk PRIMARY KEY (id, fixed))";
    }

    private static IEnumerable<string> Others(Random random, string table)
    {
        if (random.Next(2) == 0)
        {
            var (unique, order) = (random.Next(3) == 0 ? "UNIQUE " : "", random.Next(2) == 0 ? " DESC" : "");
            var filter = random.Next(2) == 0 ? $" WHERE id > {random.Next(3)}" : "";
            yield return $"CREATE {unique}INDEX {table}_ix ON {table} (fixed{order}, id){filter}";
        }

        if (random.Next(3) == 0)
        {
            yield return $"CREATE VIEW {table}_v AS SELECT id, fixed AS f{random.Next(2)} FROM {table} "
                + $"WHERE fixed > {random.Next(2)}";
        }
    }
}
