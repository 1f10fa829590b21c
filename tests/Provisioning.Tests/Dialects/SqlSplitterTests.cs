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
    [InlineData("SELECT 1 /* unfinished; SELECT 2", new[] { "SELECT 1 /* unfinished; SELECT 2" })]
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

        Assert.Equal(expected, SqlSplitter.Split(sql, postgres: true));
        Assert.Equal(expected, SqlSplitter.Split(sql, postgres: false));
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
        Assert.Equal(statements, SqlSplitter.Split(sql, postgres: false));

    [Theory]
    [InlineData(@"SELECT E'it\'s; so'; SELECT 2", new[] { @"SELECT E'it\'s; so'", "SELECT 2" })]
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
    public void PostgreSql_has_its_own_quotes_and_bodies(string sql, string[] statements) =>
        Assert.Equal(statements, SqlSplitter.Split(sql, postgres: true));

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
        Assert.Equal(statements, SqlSplitter.Split(sql, postgres: false));
}
