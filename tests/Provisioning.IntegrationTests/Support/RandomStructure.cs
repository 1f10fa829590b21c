using System.Globalization;

namespace Provisioning.IntegrationTests.Support;

/// <summary>The SQL of tables with rows, and with expressions in every place that an engine has for them.</summary>
public static class RandomStructure
{
    private static readonly string[] Columns = ["state varchar(20)", "amount numeric(12,2)", "place text", "n integer"];

    private static readonly string[] Conditions =
    [
        "state IN ('new', 'used')",
        "state NOT IN ('gone', 'lost', 'it''s')",
        "state = 'new' OR (n > 3 AND (amount < 100 AND place <> ''))",
        "NOT (state IN ('a', 'b') AND place IN ('x', 'y'))",
        "amount BETWEEN 1 AND 1000.5",
        "CASE WHEN state IN ('new', 'used') THEN n > 0 ELSE place IS NOT NULL END",
        "coalesce(state, 'new') IN ('new', 'used', 'gone')",
        "(n + 1) * 2 - n > 0",
        "length(state) > 2 AND lower(place) LIKE 'a%'",
        "n IN (1, 2, 3) OR amount IN (1, 2.5)",
        "CAST(n AS varchar(5)) IN ('1', '2')",
        "(state || place) IN ('newx', 'usedy') IS NOT TRUE",
    ];

    /// <summary>The statements for an engine; each choice makes one thing.</summary>
    public static string Sql(Engine engine, IReadOnlyList<int> choices)
    {
        var sql = new List<string>();
        for (var at = 0; at < choices.Count; at++)
        {
            var (choice, table) = (Math.Abs(choices[at] % 100_000), $"t{at % 3}");
            if (at < 3)
            {
                sql.Add(Table(engine, table, choice));
                continue;
            }

            sql.Add(Thing(engine, table, $"x{at}", choice));
        }

        return string.Join(";\n", sql);
    }

    private static string Condition(int choice) => Conditions[choice % Conditions.Length];

    private static string Table(Engine engine, string table, int choice) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CREATE TABLE {table} (id integer PRIMARY KEY, {string.Join(", ", Columns)},
              made varchar(9) DEFAULT ({(choice % 2 == 0 ? "'new'" : "upper('used')")}),
              {(engine is Engine.Sqlite ? "" : "g boolean GENERATED ALWAYS AS (" + Condition(choice / 7) + ") STORED,")}
              CONSTRAINT {table}_ck CHECK (({Condition(choice)}) OR id > 0));
            INSERT INTO {table} (id, state, amount, place, n) VALUES (1, 'new', 1.5, 'x', 1), (2, 'used', 20, 'it''s', 5), (3, NULL, NULL, NULL, NULL)
            """
        );

    private static string Thing(Engine engine, string table, string name, int choice)
    {
        var (kind, condition) = (choice % 5, Condition(choice / 5));
        return (engine, kind) switch
        {
            (_, 0) => $"CREATE INDEX {name} ON {table} (n, state) WHERE {condition}",
            (_, 1) => $"CREATE VIEW {name} AS SELECT id, ({condition}) AS good FROM {table} WHERE {condition}",
            (Engine.Sqlite, 2) =>
                $"CREATE TRIGGER {name} AFTER UPDATE ON {table} WHEN NEW.state IN ('new', 'used') BEGIN "
                    + $"UPDATE {table} SET n = 1 WHERE id = NEW.id; END",
            (Engine.Sqlite, _) => $"CREATE INDEX {name} ON {table} ((CASE WHEN {condition} THEN 1 ELSE 0 END))",
            (_, 2) => $"""
                CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW
                WHEN (NEW.state IN ('new', 'used') OR OLD.place NOT IN ('a', 'b')) EXECUTE FUNCTION {name}()
                """,
            (_, 3) => $"CREATE POLICY {name} ON {table} USING ({condition}) WITH CHECK (state IN ('new', 'used') AND "
                + $"EXISTS (SELECT FROM {table} o WHERE o.state IN ('a', 'b') AND o.id = {table}.id))",
            _ => $"CREATE INDEX {name} ON {table} ((CASE WHEN {condition} THEN 1 ELSE 0 END))",
        };
    }
}
