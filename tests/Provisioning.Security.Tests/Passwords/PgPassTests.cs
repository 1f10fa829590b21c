using Provisioning.Security.Passwords;
using Xunit;

namespace Provisioning.Security.Tests.Passwords;

public sealed class PgPassTests
{
    private const string Text = """
        # host:port:database:user:password
        db:5432:towow:me:first
        db:5432:*:me:second
        *:*:*:star\:man:third
        \*:5432:x:me:literal star
        a\\b:5432:x:me:back\\slash\:colon
        too:few:fields
        short:5432:x:me:cut:rest
        localhost:5432:x:me:local
        """;

    [Theory]
    [InlineData("db", 5432, "towow", "me", "first")]
    [InlineData("db", 5432, "other", "me", "second")]
    [InlineData("anywhere", 1, "x", "star:man", "third")]
    [InlineData("*", 5432, "x", "me", "literal star")]
    [InlineData("a\\b", 5432, "x", "me", "back\\slash:colon")]
    [InlineData("short", 5432, "x", "me", "cut")]
    [InlineData("/var/run/postgresql", 5432, "x", "me", "local")]
    [InlineData("db", 5433, "towow", "me", null)]
    [InlineData("too", 5432, "x", "me", null)]
    [InlineData("# host", 5432, "database", "user", null)]
    public void The_first_line_that_fits_has_the_password_as_libpq_reads_it(
        string host,
        int port,
        string database,
        string user,
        string? password
    ) => Assert.Equal(password, PgPass.Find(Text, host, port, database, user));
}
