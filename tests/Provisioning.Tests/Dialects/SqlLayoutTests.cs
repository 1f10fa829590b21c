using Provisioning.Dialects;
using Xunit;

namespace Provisioning.Tests.Dialects;

/// <summary>SQL for people to read says the same as before.</summary>
public sealed class SqlLayoutTests
{
    [Fact]
    public void A_table_has_a_column_on_each_line() =>
        Assert.Equal(
            """
            CREATE TABLE "orders" (
              "id" bigint NOT NULL,
              "total" decimal(12,2) DEFAULT 1.5,
              CONSTRAINT "PK" PRIMARY KEY ("id","total")
            )
            """,
            SqlLayout.Lay(
                "CREATE TABLE \"orders\" (\"id\" bigint NOT NULL, \"total\" decimal(12,2) DEFAULT 1.5, "
                    + "CONSTRAINT \"PK\" PRIMARY KEY (\"id\",\"total\"))",
                80,
                postgres: true
            )
        );

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SELECT 'a  string   with blanks that is far longer than the width of a line may ever be', 2")]
    [InlineData("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1 AND b < 2), ADD d text DEFAULT E'it\\'s', ADD e text")]
    [InlineData(
        "CREATE TABLE t (a text DEFAULT 'x, (y', b numeric(10, 2) CHECK (b > (1 + 2)), c text) WITH (fillfactor = 70)"
    )]
    [InlineData("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1;  -- a comment $$ LANGUAGE sql")]
    [InlineData("CREATE TABLE t AS SELECT a, b FROM c WHERE d = 'some text that makes it long' AND e IN (1, 2, 3)")]
    [InlineData("SELECT 1 -- a comment that is longer than the width of a line and would swallow what follows, 2")]
    public void It_means_what_it_meant(string sql) =>
        Assert.Equal(
            SqlText.Normal(sql, postgres: true),
            SqlText.Normal(SqlLayout.Lay(sql, 40, postgres: true), postgres: true)
        );
}
