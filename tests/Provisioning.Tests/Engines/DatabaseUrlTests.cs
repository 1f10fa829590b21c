using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Xunit;

namespace Provisioning.Tests.Engines;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgresql://me:secret@db:5433/x", "db", 5433, "me", "secret", "x")]
    [InlineData("postgres://me@db/x", "db", 5432, "me", null, "x")]
    [InlineData("postgresql+asyncpg://me:p%40ss%3Aw%2Fd@db/x%20y", "db", 5432, "me", "p@ss:w/d", "x y")]
    [InlineData("postgresql+psycopg2://me:a:b@c@db/x", "db", 5432, "me", "a:b@c", "x")]
    [InlineData("postgresql://[::1]:5433/x", "::1", 5433, null, null, "x")]
    [InlineData("postgresql://me@%2Fvar%2Frun%2Fpostgresql/x", "/var/run/postgresql", 5432, "me", null, "x")]
    [InlineData("postgresql:///x", "localhost", 5432, null, null, "x")]
    [InlineData(
        "postgresql:///?host=/run/pg&port=5433&dbname=x&user=me&password=a%26b",
        "/run/pg",
        5433,
        "me",
        "a&b",
        "x"
    )]
    public void A_URL_is_read_as_libpq_and_SQLAlchemy_write_it(
        string url,
        string host,
        int port,
        string? user,
        string? password,
        string database
    )
    {
        var settings = PostgreSqlUrl.Parse(url);

        Assert.Equal(
            (host, port, user, password, database),
            (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database)
        );
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("allow", SslMode.Allow)]
    [InlineData("prefer", SslMode.Prefer)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void Every_sslmode_is_known(string word, SslMode mode)
    {
        var settings = PostgreSqlUrl.Parse($"postgresql://db/x?sslmode={word}&sslrootcert=/ca.pem&connect_timeout=3");

        Assert.Equal((mode, "/ca.pem", 3), (settings.SslMode, settings.RootCertificate, settings.Timeout));
    }

    [Fact]
    public void Where_a_database_is_is_shown_without_the_password()
    {
        var database = DatabaseUrl.Parse("postgresql://me:s3cret@db/x");

        Assert.Equal("postgresql://me@db:5432/x", database.Location);
        Assert.Equal(database.Location, database.ToString());
    }

    [Fact]
    public void Where_a_database_is_is_shown_as_a_URL_that_leads_there() =>
        Assert.Equal("postgresql://me@[::1]:5433/x", DatabaseUrl.Parse("postgresql://me@[::1]:5433/x").Location);

    [Fact]
    public void A_password_with_slashes_in_it_does_not_make_a_connection_string_a_URL() =>
        Assert.Equal("postgresql://db:5432/x", DatabaseUrl.Parse("Host=db;Password=a://b;Database=x").Location);

    [Fact]
    public void A_Unix_socket_is_not_asked_for_what_only_TCP_has() =>
        Assert.DoesNotContain(
            "Keepalive",
            DatabaseUrl.Parse("postgresql://me@%2Frun%2Fpostgresql/x").ConnectionString,
            StringComparison.OrdinalIgnoreCase
        );

    [Theory]
    [InlineData("sqlite:///x.db", "x.db")]
    [InlineData("sqlite:////tmp/x.db", "/tmp/x.db")]
    [InlineData("sqlite+aiosqlite:///./a%20b.db", "./a b.db")]
    public void A_file_is_found_as_SQLAlchemy_finds_it(string url, string path) =>
        Assert.Equal(path, DatabaseUrl.Parse(url).Name);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("://")]
    [InlineData("postgresql://")]
    [InlineData("postgresql://me:s3cret@db:x/y")]
    [InlineData("postgresql://me:s3cret@db/x?sslmode=s3cret2")]
    [InlineData("Host=db;Password=s3cret;Nonsense=s3cret")]
    [InlineData("Host=db;Port=s3cret;Database=x")]
    [InlineData("oracle://me:s3cret@db/x")]
    [InlineData("me:s3cret@db/x?a=1")]
    [InlineData("Host=db;Password=s3cret@://x")]
    [InlineData("sqlite:///x.db?password=s3cret@")]
    public void What_is_no_URL_is_refused_without_a_word_of_its_secrets(string url)
    {
        var error = Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Parse(url));

        Assert.DoesNotContain("s3cret@", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Password=s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_PostgreSQL_would_cut_is_refused()
    {
        Assert.Equal(63, DatabaseUrl.Parse($"postgresql://db/{new string('x', 63)}").Name.Length);
        Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Parse($"postgresql://db/{new string('ü', 32)}"));
    }

    [Fact]
    public void A_percent_sign_in_a_connection_string_of_keys_and_values_is_a_percent_sign()
    {
        var server = DatabaseUrl.Read("Host=h;Database=d;Username=u;Password=a%00b").Server!;

        Assert.Equal("a%00b", server.Password);
        Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Read("postgresql://u:a%00b@h/d"));
        Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Read("Host=h;Database=d;Password=a\0b"));
    }
}
