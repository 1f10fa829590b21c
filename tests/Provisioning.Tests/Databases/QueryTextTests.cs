using Provisioning.Databases;
using Xunit;

namespace Provisioning.Tests.Databases;

/// <summary>Queries are shown without the passwords that stand in them.</summary>
public sealed class QueryTextTests
{
    [Theory]
    [InlineData("ALTER ROLE a PASSWORD 's3cret'", "ALTER ROLE a PASSWORD '***'")]
    [InlineData(
        "create role a login password   's3''cret' valid until '2030-01-01'",
        "create role a login password   '***' valid until '2030-01-01'"
    )]
    [InlineData("ALTER ROLE a PASSWORD E's3\\'cret' NOLOGIN", "ALTER ROLE a PASSWORD '***' NOLOGIN")]
    [InlineData("ALTER ROLE a PASSWORD $x$s3cret$x$", "ALTER ROLE a PASSWORD '***'")]
    [InlineData("ALTER ROLE a PASSWORD 's3cre", "ALTER ROLE a PASSWORD '***'")]
    [InlineData(
        "CREATE SUBSCRIPTION s CONNECTION 'host=a password=s3cret dbname=b'",
        "CREATE SUBSCRIPTION s CONNECTION 'host=a password=*** dbname=b'"
    )]
    [InlineData(
        "CREATE USER MAPPING FOR a SERVER b OPTIONS (user 'c', password 's3cret')",
        "CREATE USER MAPPING FOR a SERVER b OPTIONS (user 'c', password '***')"
    )]
    [InlineData("UPDATE t SET url = 'postgresql://a:s3cret@host/b'", "UPDATE t SET url = 'postgresql://a:***@host/b'")]
    [InlineData("UPDATE users SET password = 's3cret' WHERE id = 1", "UPDATE users SET password = '***' WHERE id = 1")]
    [InlineData("SELECT password FROM users", "SELECT password FROM users")]
    public void Passwords_are_masked(string sql, string shown) => Assert.Equal(shown, QueryText.Masked(sql));

    [Theory]
    [InlineData("SELECT * FROM t WHERE phone = 4711 AND x1 > 1.5", "SELECT * FROM t WHERE phone = … AND x1 > ….…")]
    [InlineData("UPDATE t SET a = E'it\\'s', b = $$x$$ WHERE c = 'd", "UPDATE t SET a = '…', b = '…' WHERE c = '…'")]
    [InlineData("LOCK TABLE busy", "LOCK TABLE busy")]
    public void Values_are_left_out(string sql, string shown) => Assert.Equal(shown, QueryText.WithoutValues(sql));
}
