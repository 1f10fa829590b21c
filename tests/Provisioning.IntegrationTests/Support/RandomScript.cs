using System.Globalization;
using System.Text;

namespace Provisioning.IntegrationTests.Support;

/// <summary>SQL scripts of random statements, separated in random ways, for an engine's own shell and for us. Each
/// statement writes a row into <c>log</c>, makes an object, or answers one line.</summary>
internal static class RandomScript
{
    // # is a number of the statement's own.
    private static readonly string[] Common =
    [
        "INSERT INTO log VALUES (#, 'plain')",
        "INSERT INTO log VALUES (#, 'semi;colon')",
        "INSERT INTO log VALUES (#, 'it''s; -- no comment')",
        "INSERT INTO log VALUES (#, '/* no; comment */')",
        "INSERT INTO log VALUES (#, '')",
        "INSERT INTO log VALUES (#, ''';''')",
        "INSERT INTO log (\"n\", \"w\") VALUES (#, 'quoted')",
        "INSERT INTO log VALUES (#, 'a' /* ; */ || 'b')",
        "INSERT INTO log VALUES (#, 'a') -- ; the end",
        "-- first; of all\nINSERT INTO log VALUES (#, 'after a comment')",
        "/* first; of all */ INSERT INTO log VALUES (#, 'after a block')",
        "INSERT INTO log\n-- it's open\nVALUES (#, 'apostrophe in a comment')",
        "INSERT INTO log VALUES (#, /* \" */ 'quote in a block')",
        "INSERT INTO log SELECT #, CASE WHEN 1 = 1 THEN 'x;' ELSE 'y' END",
        "INSERT INTO log SELECT #, (SELECT 'sub;' WHERE 1 = 1)",
        "INSERT INTO log VALUES (#, 'one'), (-#, 'two;')",
        "WITH c AS (SELECT 'cte;' AS w) INSERT INTO log SELECT #, w FROM c",
        "UPDATE log SET w = w || ';' WHERE n = -1 OR w = '/*'",
        "DELETE FROM log WHERE w = 'nothing; at all'",
        "CREATE TABLE t# (a integer, \"b;\" text DEFAULT ';')",
        "CREATE TABLE \"t;#\" (a integer)",
        "CREATE TABLE \"t\"\"#;\" (a integer)",
        "CREATE TABLE begin# (\"end\" integer, \"case\" text)",
        "CREATE VIEW v# AS SELECT ';' AS w -- the view's",
        "CREATE VIEW \"v;#\" AS\nSELECT CASE 1 WHEN 1 THEN ';' END AS w /* ; */",
        "INSERT INTO log VALUES (#, '\r\n;\r\n')",
        "INSERT INTO log VALUES (#, 'Grüße; ✓ 😀')",
        "INSERT INTO log VALUES (#, 'a') /* no -- line; */",
        "INSERT INTO log VALUES (#, '--') -- '",
        "INSERT INTO log VALUES (#, '$$;$$')",
        "INSERT INTO log VALUES (#, 'back\\slash;')",
    ];

    private static readonly string[] OnPostgreSql =
    [
        @"INSERT INTO log VALUES (#, E'it\'s; so')",
        @"INSERT INTO log VALUES (#, e'\\'), (-#, ';')",
        @"INSERT INTO log VALUES (#, 'no\')",
        @"INSERT INTO log VALUES (#, U&'\003B;')",
        "INSERT INTO log VALUES (#, $$dollar; it's$$)",
        "INSERT INTO log VALUES (#, $a$dollar; $$ $b$ it's$a$)",
        "INSERT INTO log VALUES (#, $Ünï_1$;$Ünï_1$)",
        "INSERT INTO log VALUES (#, B'101'::text)",
        "INSERT INTO log VALUES (#, /* a /* nested; */ ; */ 'nested')",
        "INSERT INTO log VALUES (#, 'two'\n 'parts;')",
        "INSERT INTO log SELECT #, (ARRAY['a;', 'b'])[1]",
        "INSERT INTO log SELECT #, 'x' AS a$b$c",
        "INSERT INTO log VALUES (#, 'r')--;\r",
        "DO $$ BEGIN INSERT INTO log VALUES (#, 'do; it'); END $$",
        "DO $do$ DECLARE x text := $q$;$q$; BEGIN INSERT INTO log VALUES (#, x); END; $do$ LANGUAGE plpgsql",
        "DO 'BEGIN INSERT INTO log VALUES (#, ''do;''); END'",
        "CREATE FUNCTION f#() RETURNS text LANGUAGE sql AS 'SELECT '';'''",
        "CREATE FUNCTION f#() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$",
        "CREATE FUNCTION f#() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END",
        "CREATE OR REPLACE FUNCTION f#(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE a WHEN 1 THEN (CASE WHEN true THEN 2 END) END; END",
        "CREATE FUNCTION f#() RETURNS int RETURN CASE WHEN true THEN 1 END",
        "CREATE PROCEDURE p#() BEGIN ATOMIC INSERT INTO log VALUES (#, 'in a procedure;'); INSERT INTO log VALUES (#, 'x'); END",
        "CREATE PROCEDURE p#() LANGUAGE plpgsql AS $p$ BEGIN NULL; END; $p$",
        "CREATE RULE r# AS ON DELETE TO live DO ALSO (INSERT INTO log VALUES (#, 'rule'); INSERT INTO log VALUES (#, ';'))",
        "CREATE RULE r# AS ON UPDATE TO live DO INSTEAD (SELECT 1; SELECT (2);)",
        "CREATE TRIGGER g# BEFORE UPDATE ON live FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TYPE e# AS ENUM ('a;', 'b')",
        "CREATE DOMAIN d# AS text CHECK (VALUE <> ';')",
        "CREATE SEQUENCE s#",
        "CREATE INDEX i# ON live ((a || ';')) WHERE a <> ';'",
        "COMMENT ON TABLE live IS 'semi;colon #'",
        "CREATE POLICY y# ON live USING (a <> ';' /* ; */)",
        "CREATE MATERIALIZED VIEW m# AS SELECT $$;$$ AS w WITH NO DATA",
        "CREATE AGGREGATE a# (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')",
        "CREATE OPERATOR <<## (LEFTARG = live, RIGHTARG = live, FUNCTION = same)",
        "PREPARE q# AS INSERT INTO log VALUES ($1, ';')",
        "SELECT ';' AS \"a;\"",
        "SELECT set_config('fuzz.n#', ';', true)",
        "SET LOCAL work_mem = '5MB'",
        "VALUES (';')",
        "TABLE one",
        "GRANT SELECT ON live TO PUBLIC",
        "LOCK TABLE live",
        "ANALYZE live",
        "EXPLAIN (COSTS off) VALUES (';')",
        "NOTIFY chan, ';'",
        "SELECT 1 AS \"BEGIN ATOMIC\"",
        "SELECT 5 # 1 AS x",
    ];

    private static readonly string[] OnSqlite =
    [
        "INSERT INTO log VALUES (#, 'no\\')",
        "INSERT INTO [log] VALUES (#, 'bracket;')",
        "INSERT INTO `log` VALUES (#, 'tick;')",
        "INSERT INTO log VALUES (#, x'3B')",
        "INSERT INTO log VALUES (#, /* a /* not nested; */ 'flat')",
        "CREATE TABLE [t;\"#] (a)",
        "CREATE TABLE `t;``#` (a)",
        "CREATE TABLE trigger# (a)",
        "CREATE TABLE IF NOT EXISTS trigger (a, b DEFAULT ';')",
        "CREATE TABLE w# (a PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE s# (a INT, CHECK (a <> ';')) STRICT",
        "CREATE TABLE g# (a, b AS (a || ';') STORED)",
        "CREATE TRIGGER g# AFTER INSERT ON live BEGIN INSERT INTO log VALUES (#, ';'); END",
        "CREATE TRIGGER g# AFTER INSERT ON live WHEN NEW.a = 1 BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 'END'; END",
        "CREATE TRIGGER g# UPDATE OF a ON live BEGIN UPDATE log SET w = CASE n WHEN 1 THEN ';' ELSE w END; DELETE FROM log WHERE 0; END",
        "CREATE TEMP TRIGGER g# AFTER DELETE ON live BEGIN SELECT 1; -- ; END;\n END",
        "CREATE TEMPORARY TRIGGER IF NOT EXISTS g# AFTER DELETE ON live BEGIN SELECT \"a\" FROM live; END /* ; */",
        "create trigger [g;#] before delete on live for each row begin select ';'; end",
        "CREATE TRIGGER g# INSTEAD OF INSERT ON lv BEGIN INSERT INTO live VALUES (NEW.a); END -- ;",
        "CREATE TEMP TABLE x# (a)",
        "CREATE INDEX trigger# ON live (a)",
        "CREATE UNIQUE INDEX i# ON live (a || ';') WHERE a <> ';'",
        "INSERT OR REPLACE INTO log VALUES (#, 'replace')",
        "REPLACE INTO log VALUES (#, ';')",
        "INSERT INTO log SELECT #, iif(1, ';', 'x')",
        "INSERT INTO log VALUES (#, '$a$;$a$')",
        "INSERT INTO log VALUES (#, 'END;')",
        "PRAGMA cache_size = 100",
        "EXPLAIN SELECT ';'",
        "DROP TABLE IF EXISTS nothing#",
        "INSERT INTO log VALUES (#, 'a' || char(59))",
        "ALTER TABLE live ADD COLUMN c# DEFAULT ';'",
        "ANALYZE live",
    ];

    private static readonly string[] Separators =
    [
        ";",
        "; ",
        ";\n",
        ";\r\n",
        " ;\n\n",
        ";;",
        "; -- here; it's\n",
        " /* ; */ ;",
        ";\n/* between; \" */\n",
        "\n;\n-- ' \n",
        ";\t;\n",
    ];

    /// <summary>How many kinds of statement there are.</summary>
    public static int Kinds(Engine engine) => Common.Length + Own(engine).Length;

    /// <summary>The script of that number: its text, and how many statements it has.</summary>
    public static (string Text, int Statements) Of(int number, Engine engine)
    {
        var random = new Random(number);
        string[] kinds = [.. Common, .. Own(engine)];
        var count = random.Next(1, 12);
        var text = new StringBuilder(random.Next(4) == 0 ? "\uFEFF" : "");
        for (var i = 1; i <= count; i++)
        {
            var kind = kinds[random.Next(kinds.Length)];
            // Operators take no digits.
            kind = kind.Replace("<<##", $"<<{new string('|', i)}", StringComparison.Ordinal);
            kind = kind.StartsWith("SELECT 5", StringComparison.Ordinal)
                ? kind
                : kind.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            text.Append(kind);
            var isLast = i == count;
            // A comment to the line's end would swallow the separator, for the shell as for us.
            text.Append(EndsInLineComment(kind) ? "\n" : "");
            text.Append(isLast && random.Next(3) > 0 ? "" : Separators[random.Next(Separators.Length)]);
        }

        return (text.ToString(), count);
    }

    private static bool EndsInLineComment(string kind) =>
        kind[(kind.LastIndexOf('\n') + 1)..].Contains("--", StringComparison.Ordinal);

    private static string[] Own(Engine engine) => engine is Engine.PostgreSql ? OnPostgreSql : OnSqlite;
}
