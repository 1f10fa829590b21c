using Provisioning.Dialects;
using Xunit;

namespace Provisioning.Tests.Dialects;

/// <summary>Where one statement ends and the next begins.</summary>
public sealed class SqlSplitterTests
{
    [Theory]
    [InlineData("SELECT 1; SELECT 2", new[] { "SELECT 1", "SELECT 2" })]
    [InlineData("  SELECT 1 ;\n\n;; SELECT 2;\n", new[] { "SELECT 1", "SELECT 2" })]
    [InlineData("", new string[0])]
    [InlineData(" ; -- nothing\n ; /* here; */ ", new string[0])]
    [InlineData("SELECT 1; -- the end", new[] { "SELECT 1" })]
    [InlineData("-- first; of all\nSELECT 1", new[] { "-- first; of all\nSELECT 1" })]
    [InlineData("SELECT 'a;b', 'it''s; so'; SELECT 2", new[] { "SELECT 'a;b', 'it''s; so'", "SELECT 2" })]
    [InlineData("SELECT \"a;\"\"b\"; SELECT 2", new[] { "SELECT \"a;\"\"b\"", "SELECT 2" })]
    [InlineData("SELECT 1 -- '\n; SELECT 2", new[] { "SELECT 1 -- '\n", "SELECT 2" })]
    [InlineData("SELECT /* ; ' */ 1; SELECT 2", new[] { "SELECT /* ; ' */ 1", "SELECT 2" })]
    [InlineData("SELECT 'unfinished; SELECT 2", new[] { "SELECT 'unfinished; SELECT 2" })]
    [InlineData("\uFEFFSELECT 1;\r\nSELECT 2;\r\n", new[] { "SELECT 1", "SELECT 2" })]
    [InlineData("CREATE TABLE trigger (a int); SELECT 2", new[] { "CREATE TABLE trigger (a int)", "SELECT 2" })]
    [InlineData("CREATE INDEX trigger ON t (a); SELECT 2", new[] { "CREATE INDEX trigger ON t (a)", "SELECT 2" })]
    [InlineData(
        "SELECT CASE WHEN 1 = 1 THEN 2 END; SELECT 2",
        new[] { "SELECT CASE WHEN 1 = 1 THEN 2 END", "SELECT 2" }
    )]
    [InlineData("BEGIN; SELECT 1; END; SELECT 2", new[] { "BEGIN", "SELECT 1", "END", "SELECT 2" })]
    [InlineData("DROP TRIGGER t; SELECT 2", new[] { "DROP TRIGGER t", "SELECT 2" })]
    [InlineData(
        "DROP TRIGGER IF EXISTS t; ALTER TABLE trigger ADD x; SELECT 2",
        new[] { "DROP TRIGGER IF EXISTS t", "ALTER TABLE trigger ADD x", "SELECT 2" }
    )]
    public void Both_engines_agree(string sql, string[] statements)
    {
        var expected = statements.Select(statement => statement.Trim());

        Assert.Equal(expected, Texts(sql, postgres: true));
        Assert.Equal(expected, Texts(sql, postgres: false));
    }

    [Theory]
    [InlineData("SELECT 1\nGO\nSELECT 2\n go \r\n\r\nGo", new[] { "SELECT 1", "SELECT 2" })]
    [InlineData("SELECT 1;\nGO\nSELECT 2", new[] { "SELECT 1", "SELECT 2" })]
    [InlineData("SELECT '\nGO\n', \"\nGO\n\" /*\nGO\n*/", new[] { "SELECT '\nGO\n', \"\nGO\n\" /*\nGO\n*/" })]
    [InlineData("SELECT go\nFROM go going\nGO 3", new[] { "SELECT go\nFROM go going\nGO 3" })]
    [InlineData(
        "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END\nGO\nSELECT 2",
        new[] { "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END", "SELECT 2" }
    )]
    [InlineData(
        "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT\nGO\n; END; SELECT 2",
        new[] { "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT\nGO\n; END", "SELECT 2" }
    )]
    public void A_line_that_holds_only_GO_ends_a_statement_on_SQLite(string sql, string[] statements) =>
        Assert.Equal(statements, Texts(sql, postgres: false));

    [Theory]
    [InlineData(@"SELECT E'it\'s; so'; SELECT 2", new[] { @"SELECT E'it\'s; so'", "SELECT 2" })]
    [InlineData(@"SELECT E'it''s \'; so'; SELECT 2", new[] { @"SELECT E'it''s \'; so'", "SELECT 2" })]
    [InlineData(@"SELECT e'\\'; SELECT 2", new[] { @"SELECT e'\\'", "SELECT 2" })]
    [InlineData(@"SELECT 'no\'; SELECT 2", new[] { @"SELECT 'no\'", "SELECT 2" })]
    [InlineData(@"SELECT x AS e, 'no\'; SELECT 2", new[] { @"SELECT x AS e, 'no\'", "SELECT 2" })]
    [InlineData("SELECT $$a;b$$; SELECT 2", new[] { "SELECT $$a;b$$", "SELECT 2" })]
    [InlineData(
        "DO $do$ BEGIN PERFORM $$;$$; END $do$; SELECT 2",
        new[] { "DO $do$ BEGIN PERFORM $$;$$; END $do$", "SELECT 2" }
    )]
    [InlineData("PREPARE p AS SELECT $1; SELECT $2", new[] { "PREPARE p AS SELECT $1", "SELECT $2" })]
    [InlineData("SELECT a$b$c; SELECT d$b$e", new[] { "SELECT a$b$c", "SELECT d$b$e" })]
    [InlineData("SELECT /* a /* ; */ ; */ 1; SELECT 2", new[] { "SELECT /* a /* ; */ ; */ 1", "SELECT 2" })]
    [InlineData("SELECT x[1]; SELECT 2", new[] { "SELECT x[1]", "SELECT 2" })]
    [InlineData(
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
        new[]
        {
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
            "SELECT 3",
        }
    )]
    [InlineData(
        "CREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW EXECUTE FUNCTION f(); SELECT 2",
        new[] { "CREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW EXECUTE FUNCTION f()", "SELECT 2" }
    )]
    [InlineData(
        "CREATE RULE r AS ON DELETE TO live DO ALSO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (';')); SELECT 2",
        new[]
        {
            "CREATE RULE r AS ON DELETE TO live DO ALSO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (';'))",
            "SELECT 2",
        }
    )]
    [InlineData("SELECT 1 -- c\r, 2; SELECT 3", new[] { "SELECT 1 -- c\r, 2", "SELECT 3" })]
    [InlineData("SELECT a\u00A0$b$; SELECT $b$;$b$", new[] { "SELECT a\u00A0$b$", "SELECT $b$;$b$" })]
    [InlineData("COPY t TO '/tmp/x'; SELECT 2", new[] { "COPY t TO '/tmp/x'", "SELECT 2" })]
    public void PostgreSql_has_its_own_quotes_and_bodies(string sql, string[] statements) =>
        Assert.Equal(statements, Texts(sql, postgres: true));

    [Theory]
    [InlineData("SELECT `a;``b`; SELECT 2", new[] { "SELECT `a;``b`", "SELECT 2" })]
    [InlineData("SELECT [a;\"b]; SELECT 2", new[] { "SELECT [a;\"b]", "SELECT 2" })]
    [InlineData(@"SELECT 'a\'; SELECT 2", new[] { @"SELECT 'a\'", "SELECT 2" })]
    [InlineData("SELECT /* a /* ; */ 1; SELECT 2", new[] { "SELECT /* a /* ; */ 1", "SELECT 2" })]
    [InlineData("SELECT $a$; SELECT '$a$'", new[] { "SELECT $a$", "SELECT '$a$'" })]
    [InlineData(
        "CREATE TRIGGER t AFTER UPDATE ON x BEGIN UPDATE x SET a = CASE WHEN b THEN 1 END; SELECT ';'; END; SELECT 2",
        new[]
        {
            "CREATE TRIGGER t AFTER UPDATE ON x BEGIN UPDATE x SET a = CASE WHEN b THEN 1 END; SELECT ';'; END",
            "SELECT 2",
        }
    )]
    [InlineData(
        "create temp trigger if not exists t insert on x begin select 1; /* then */ end -- so\n; SELECT 2",
        new[] { "create temp trigger if not exists t insert on x begin select 1; /* then */ end -- so", "SELECT 2" }
    )]
    public void Sqlite_has_its_own_quotes_and_triggers(string sql, string[] statements) =>
        Assert.Equal(statements, Texts(sql, postgres: false));

    [Theory]
    [InlineData("SELECT 1;\nSELECT '\0'", 2, "NUL")]
    [InlineData("SELECT '^'", 1, "surrogate")]
    [InlineData("SELECT 1,\n'~^'", 2, "surrogate")]
    [InlineData("SELECT 1;\n\n/* no end", 3, "no end")]
    public void What_no_engine_takes_is_refused_with_its_line(string sql, int line, string reason)
    {
        // Text with half a character is no argument of a test.
        var text = sql.Replace('^', '\uD83D').Replace('~', '\uDE00');
        foreach (var postgres in (bool[])[true, false])
        {
            var error = Assert.Throws<SqlTextException>(() => SqlSplitter.Split(text, postgres));

            Assert.Equal(line, error.Line);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("SELECT 1;\n\\connect other", 2, "\\connect other", true)]
    [InlineData("SELECT 1 \\gexec", 1, "\\gexec", true)]
    [InlineData("\\i more.sql", 1, "\\i more.sql", true)]
    [InlineData("COPY t FROM stdin;\n1\t2\n\\.\n", 1, "FROM stdin", true)]
    [InlineData("SELECT 1;\n\n COPY t (a, b) FROM STDIN WITH (FORMAT csv);\n1,2\n\\.\n", 3, "FROM stdin", true)]
    [InlineData(
        "COPY t (a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,aa,bb,cc,dd,ee) FROM stdin;",
        1,
        "stdin",
        true
    )]
    [InlineData("COPY (SELECT 1) TO STDOUT", 1, "TO stdout", true)]
    [InlineData("SELECT 1;\n.read more.sql", 2, ".read more.sql", false)]
    public void What_only_a_shell_takes_is_refused_with_its_line(string sql, int line, string reason, bool postgres)
    {
        var error = Assert.Throws<SqlTextException>(() => SqlSplitter.Split(sql, postgres));

        Assert.Equal(line, error.Line);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(string sql, bool postgres) =>
        SqlSplitter.Split(sql, postgres).Select(piece => piece.Text);
}
