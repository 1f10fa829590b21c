using Provisioning.Dialects;
using Xunit;

namespace Provisioning.Tests.Dialects;

/// <summary>SQL is compared by its tokens.</summary>
public sealed class SqlTextTests
{
    [Theory]
    [InlineData("SELECT a FROM t WHERE b = 1", "select a\n  from  t\twhere b=1;")]
    [InlineData("SELECT 1", "SELECT /* one */ 1 -- the number")]
    [InlineData(
        "CREATE TRIGGER \"t\" AFTER UPDATE ON x BEGIN SELECT 1; END",
        "create trigger \"t\"\nAFTER update ON X\r\nBEGIN\n SELECT 1;\nEND"
    )]
    [InlineData("a||b", "a || b")]
    [InlineData("x'AB' = `q` AND [n] IS NULL", "x'AB'=`q` and [n] is null")]
    public void Layout_comments_and_the_case_of_keywords_are_no_difference(string one, string other) =>
        Assert.Equal(SqlText.Normal(one, postgres: false), SqlText.Normal(other, postgres: false));

    [Theory]
    [InlineData("a = 'One'", "a = 'one'")]
    [InlineData("a = 'one  two'", "a = 'one two'")]
    [InlineData("a = '-- x'", "a = ''")]
    [InlineData("\"A\" = 1", "\"a\" = 1")]
    [InlineData("[A b] = 1", "[a b] = 1")]
    [InlineData("a = 10", "a = 1 0")]
    [InlineData("a = 'it''s'", "a = 'it'' s'")]
    [InlineData("ab", "a b")]
    public void Literals_quoted_names_and_words_are_a_difference(string one, string other)
    {
        Assert.NotEqual(SqlText.Normal(one, postgres: false), SqlText.Normal(other, postgres: false));
        if (!one.Contains('[', StringComparison.Ordinal))
        {
            Assert.NotEqual(SqlText.Normal(one, postgres: true), SqlText.Normal(other, postgres: true));
        }
    }

    [Fact]
    public void A_body_in_a_language_of_sql_is_compared_by_tokens_and_another_exactly()
    {
        static string Function(string language, string body) =>
            SqlText.Normal($"CREATE FUNCTION f() RETURNS int LANGUAGE {language} AS {body}", postgres: true);

        Assert.Equal(
            Function("plpgsql", "$$BEGIN RETURN 1; END$$"),
            Function("plpgsql", "$b$begin -- one\n  return 1;\nend;$b$")
        );
        Assert.NotEqual(
            Function("plpgsql", "$$BEGIN RETURN 'A'; END$$"),
            Function("plpgsql", "$$BEGIN RETURN 'a'; END$$")
        );
        Assert.NotEqual(Function("plpython3u", "$$if a:\n  b$$"), Function("plpython3u", "$$if a:\n b$$"));
    }

    [Fact]
    public void Strings_with_backslashes_and_nested_comments_are_PostgreSQLs()
    {
        Assert.Equal(SqlText.Normal(@"E'a\'  b' , c", postgres: true), SqlText.Normal(@"E'a\'  b',C", postgres: true));
        Assert.NotEqual(SqlText.Normal(@"E'a\'  b'", postgres: true), SqlText.Normal(@"E'a\' b'", postgres: true));
        Assert.Equal("a b", SqlText.Normal("a /* x /* y */ z */ b", postgres: true));
        Assert.Equal("a z * / b", SqlText.Normal("a /* x /* y */ z */ b", postgres: false));
    }

    [Theory]
    [InlineData("'open")]
    [InlineData("\"open")]
    [InlineData("/* open")]
    [InlineData("$a$ open")]
    [InlineData("$")]
    [InlineData("E'")]
    [InlineData("[")]
    [InlineData("--")]
    [InlineData("'a\\")]
    public void What_is_not_closed_ends_with_the_text(string sql)
    {
        Assert.NotNull(SqlText.Normal(sql, postgres: true));
        Assert.NotNull(SqlText.Normal(sql, postgres: false));
    }
}
