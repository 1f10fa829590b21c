using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Xunit;

namespace Provisioning.Tests.Engines;

public sealed class DatabaseUrlOptionTests
{
    [Theory]
    [InlineData("ssl=require", "SSL Mode=Require")]
    [InlineData("ssl=true", "SSL Mode=VerifyFull")]
    [InlineData("ssl=false", "SSL Mode=Disable")]
    [InlineData("sslcert=/c.pem&sslkey=/k.pem", "SSL Certificate=/c.pem;SSL Key=/k.pem")]
    [InlineData("sslmode=verify-full&sslrootcert=system", "SSL Mode=VerifyFull")]
    [InlineData("sslnegotiation=direct", "SSL Negotiation=Direct")]
    [InlineData("gssencmode=disable&channel_binding=require", "GSS Encryption Mode=Disable;Channel Binding=Require")]
    [InlineData("timeout=9", "Timeout=9")]
    [InlineData("application_name=app&fallback_application_name=other", "Application Name=app")]
    [InlineData("target_session_attrs=read-write", "Target Session Attributes=read-write")]
    [InlineData(
        "keepalives=1&keepalives_idle=20&keepalives_interval=7",
        "TCP Keepalive=True;TCP Keepalive Time=20;TCP Keepalive Interval=7"
    )]
    [InlineData("max_pool_size=30&min_pool_size=5", "Maximum Pool Size=30;Minimum Pool Size=5")]
    [InlineData("client_encoding=utf-8", "")]
    [InlineData("prepared_statement_cache_size=0", "")]
    [InlineData("schema=app", "Search Path=app")]
    [InlineData(
        "options=-c%20statement_timeout%3D5s%20--lock-timeout%3D100",
        "Options=-c statement_timeout=5s --lock-timeout=100"
    )]
    public void An_option_that_drivers_write_is_understood(string query, string expected)
    {
        var settings = DatabaseUrl.Read($"postgresql://db/x?{query}").Server!;

        var wanted = new NpgsqlConnectionStringBuilder($"Host=db;Port=5432;Database=x;{expected}");
        Assert.Equal(
            wanted.Keys.Cast<string>().Order().Select(key => $"{key}={wanted[key]}"),
            settings.Keys.Cast<string>().Order().Select(key => $"{key}={settings[key]}")
        );
    }

    [Theory]
    [InlineData("service=x", "service")]
    [InlineData("hostaddr=127.0.0.1", "hostaddr")]
    [InlineData("sslcrl=/x", "sslcrl")]
    [InlineData("connect_timeout=soon", "connect_timeout")]
    [InlineData("sslmode=REQUIRE", "sslmode")]
    [InlineData("sslmode=require&sslrootcert=system", "sslrootcert=system")]
    [InlineData("target_session_attrs=standby", "target_session_attrs")]
    [InlineData("client_encoding=LATIN1", "client_encoding")]
    [InlineData("options=-c%20search_path%3Devil", "options")]
    [InlineData("options=-c%20session_preload_libraries%3Dx", "options")]
    [InlineData("options=-c%20statement_timeout%3D5%20-c%20role%3Dx", "options")]
    [InlineData("options=-cstatement_timeout%3D5%27", "options")]
    [InlineData("options=--statement_timeout", "options")]
    [InlineData("options=statement_timeout%3D5", "options")]
    [InlineData("schema=pg_catalog", "pg_catalog")]
    public void What_is_not_understood_or_not_safe_is_refused_by_name(string query, string name)
    {
        var error = Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Parse($"postgresql://db/x?{query}"));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://me:s3cret/tail@db/x")]
    [InlineData("postgresql://me:12/tail@db/x")]
    [InlineData("postgresql://me:p@s3cret/tail@db/x")]
    [InlineData("postgresql://me:12?tail@db/x")]
    [InlineData("postgresql://me:p@12?tail&tail@db/x")]
    [InlineData("postgresql://me:12?tail&sslmode=tail@db/x")]
    [InlineData("Host=db;Database=x;Password=half;tail=1")]
    [InlineData("Host=db;Database=x;Password=half;tail")]
    public void The_end_of_a_password_that_is_not_encoded_is_not_repeated(string url)
    {
        var error = Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Parse(url));

        Assert.DoesNotContain("tail", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("half", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=x.db", "x.db")]
    [InlineData("Filename=/tmp/x.db;Foreign Keys=True", "/tmp/x.db")]
    [InlineData("sqlite+aiosqlite:///x.db?check_same_thread=false&timeout=5", "x.db")]
    [InlineData("sqlite+pysqlite:////tmp/a%3Fb.db", "/tmp/a?b.db")]
    public void A_file_is_found_as_its_driver_writes_it(string url, string file) =>
        Assert.Equal(file, DatabaseUrl.Read(url).File);

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x.db;Mode=Memory")]
    [InlineData("Data Source=file:x.db?mode=memory")]
    [InlineData("Data Source=x.db;Password=s3cret")]
    [InlineData("Data Source=")]
    [InlineData("sqlite:///x.db?mode=ro")]
    [InlineData("sqlite:///x%00.db")]
    public void A_file_that_cannot_be_kept_or_opened_so_is_refused(string url)
    {
        var error = Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Parse(url));

        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=a,b;Database=x")]
    [InlineData("Host=a;Database=x;Options=-c search_path=evil")]
    [InlineData("Host=a;Database=x;Target Session Attributes=standby")]
    public void A_connection_string_gets_through_with_no_more_than_a_URL_does(string text) =>
        Assert.Throws<InvalidDatabaseUrlException>(() => DatabaseUrl.Parse(text));

    [Theory]
    [InlineData("postgresql://localhost/x", true)]
    [InlineData("postgresql://127.0.0.2/x", true)]
    [InlineData("postgresql://[::1]/x", true)]
    [InlineData("postgresql:///x?host=/run/postgresql", true)]
    [InlineData("sqlite:///x.db", true)]
    [InlineData("postgresql://db/x", false)]
    [InlineData("postgresql://10.0.0.1/x", false)]
    [InlineData("postgresql://localhost.example.com/x", false)]
    public void What_never_leaves_the_machine_is_known(string url, bool isLocal) =>
        Assert.Equal(isLocal, DatabaseUrl.Read(url).IsLocal);

    [Theory]
    [InlineData("postgresql://127.0.0.2/x", true)]
    [InlineData("postgresql://[::1]/x", true)]
    [InlineData("postgresql:///x?host=/run/postgresql", true)]
    [InlineData("postgresql://10.0.0.1/x", false)]
    public void Doctor_takes_the_same_hosts_for_this_machine(string url, bool isLocal) =>
        Assert.Equal(isLocal, ((Provisioning.PostgreSql.Connection.PostgreSqlDatabase)DatabaseUrl.Parse(url)).IsLocal);

    [Fact]
    public void A_default_holds_where_the_URL_says_nothing_else()
    {
        var settings = PostgreSqlUrl.Parse("postgresql://db/x?sslmode=require");

        PostgreSqlUrlOptions.ApplyDefault(settings, "sslmode", "disable");
        PostgreSqlUrlOptions.ApplyDefault(settings, "connect_timeout", "3");

        Assert.Equal((SslMode.Require, 3), (settings.SslMode, settings.Timeout));
    }

    [Fact]
    public void The_schema_of_a_URL_is_where_names_live_unless_another_is_asked_for()
    {
        Assert.Equal("postgresql://db:5432/x?schema=app", DatabaseUrl.Parse("postgresql://db/x?schema=app").Location);
        Assert.Equal(
            "postgresql://db:5432/x?schema=b",
            DatabaseUrl.Parse("postgresql://db/x?schema=a", schema: "b").Location
        );
    }
}
