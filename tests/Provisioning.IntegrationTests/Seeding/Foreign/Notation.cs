namespace Provisioning.IntegrationTests.Seeding.Foreign;

/// <summary>Schemas in few words, a table a line, which goes on after a comma at its end: <c>users: id, email v80!,
/// org>orgs, boss>users?, state #new/old, at ts, pk(a b), uq(a b)</c>. An <c>id</c> is numbered by the engine;
/// <c>></c> refers to the id of a table; <c>!</c> is unique, <c>?</c> may be NULL; <c>#</c> lists values; <c>[…]</c> is
/// a check of the column, written as <c>_</c>.</summary>
internal static class Notation
{
    /// <summary>The statements that make the tables.</summary>
    public static string Sql(string tables, Engine engine)
    {
        var (created, keys) = (new List<string>(), new List<string>());
        foreach (
            var line in tables
                .Replace(",\n", ", ", StringComparison.Ordinal)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            var at = line.IndexOf(':', StringComparison.Ordinal);
            var table = line[..at];
            var parts = new List<string>();
            foreach (var part in Split(line[(at + 1)..]))
            {
                var (name, type) = part.Split(' ', 2) is [var one, var two] ? (one, two) : (part, "");
                if (part is "id")
                {
                    parts.Add(
                        engine is Engine.Sqlite
                            ? "id INTEGER PRIMARY KEY AUTOINCREMENT"
                            : "id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
                    );
                }
                else if (
                    name.StartsWith("pk(", StringComparison.Ordinal) || name.StartsWith("uq(", StringComparison.Ordinal)
                )
                {
                    var columns = part[3..^1].Replace(" ", ", ", StringComparison.Ordinal);
                    parts.Add($"{(name[0] is 'p' ? "PRIMARY KEY" : "UNIQUE")} ({columns})");
                }
                else if (name.Split('>') is [var key, var parent])
                {
                    var ends = parent.TrimEnd('?', '!');
                    var (isNull, isUnique) = (parent.Contains('?'), parent.Contains('!'));
                    var column = $"{key} integer{(isNull ? "" : " NOT NULL")}{(isUnique ? " UNIQUE" : "")}";
                    parts.Add(engine is Engine.Sqlite ? $"{column} REFERENCES {ends}" : column);
                    keys.Add($"ALTER TABLE {table} ADD FOREIGN KEY ({key}) REFERENCES {ends};");
                }
                else
                {
                    parts.Add(Column(name, type, engine));
                }
            }

            created.Add($"CREATE TABLE {table} ({string.Join(", ", parts)});");
        }

        return string.Join('\n', engine is Engine.Sqlite ? created : [.. created, .. keys]);
    }

    private static string Column(string name, string type, Engine engine)
    {
        var check = "";
        if (type.IndexOf('[', StringComparison.Ordinal) is >= 0 and var open)
        {
            check = $" CHECK ({type[(open + 1)..^1].Replace("_", name, StringComparison.Ordinal)})";
            type = type[..open];
        }

        var bare = type.Trim().TrimEnd('?', '!');
        if (bare is ['#', .. var listed])
        {
            check = $" CHECK ({name} IN ({string.Join(", ", listed.Split('/').Select(value => $"'{value}'"))}))";
            bare = "v20";
        }

        var isSqlite = engine is Engine.Sqlite;
        var sql = bare switch
        {
            "t" => "text",
            "i" => "integer",
            "s" => "smallint",
            "b" => "bigint",
            "n" => "numeric(10,2)",
            "r" => "double precision",
            "d" => "date",
            "ts" => isSqlite ? "datetime" : "timestamptz",
            "f" => "boolean",
            "u" => isSqlite ? "text" : "uuid",
            "j" => isSqlite ? "text" : "jsonb",
            "x" => isSqlite ? "blob" : "bytea",
            ['v', .. var size] => $"varchar({size})",
            ['c', .. var size] => $"char({size})",
            _ => throw new InvalidOperationException($"{name} {type}"),
        };
        return $"{name} {sql}{(type.Contains('?') ? "" : " NOT NULL")}{(type.Contains('!') ? " UNIQUE" : "")}{check}";
    }

    // At commas that are in no brackets.
    private static IEnumerable<string> Split(string text)
    {
        var (from, depth) = (0, 0);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at] is ',' && depth == 0))
            {
                yield return text[from..at].Trim();
                from = at + 1;
            }
            else
            {
                depth +=
                    text[at] is '[' or '(' ? 1
                    : text[at] is ']' or ')' ? -1
                    : 0;
            }
        }
    }
}
