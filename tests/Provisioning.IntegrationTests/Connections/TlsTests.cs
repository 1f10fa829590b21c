using System.Globalization;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>What each sslmode does with each kind of server, as libpq's manual says it (34.19.3), and as libpq itself
/// does it where psql is there.</summary>
public sealed class TlsTests(PostgreSqlServer server, TlsServers tls)
{
    private const string Plain = "plain";
    private const string Tls = "tls";
    private const string Refused = "refused";

    private static readonly string[] Modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    // By kind of server, a word for each mode. Given an authority, require is verify-ca, as libpq has it.
    private static readonly Dictionary<string, string[]> Expected = new(StringComparer.Ordinal)
    {
        ["no TLS"] = [Plain, Plain, Plain, Refused, Refused, Refused],
        ["good"] = [Plain, Plain, Tls, Tls, Tls, Tls],
        ["unknown authority"] = [Plain, Plain, Plain, Refused, Refused, Refused],
        ["other host"] = [Plain, Plain, Tls, Tls, Tls, Refused],
        ["expired"] = [Plain, Plain, Plain, Refused, Refused, Refused],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Cells =>
        [
            .. from kind in Expected
            from at in Enumerable.Range(0, Modes.Length)
            select new TheoryDataRow<string, string, string>(kind.Key, Modes[at], kind.Value[at]),
        ];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_connection_is_as_safe_as_its_sslmode_asks(string kind, string mode, string expected)
    {
        var url = await UrlAsync(kind, mode);

        Assert.Equal(expected, await ConnectAsync(url));
        if (Shell.Has("psql"))
        {
            Assert.Equal(expected, await PsqlAsync(url));
        }
    }

    [Theory]
    [InlineData("disable", Refused)]
    [InlineData("allow", Tls)]
    [InlineData("prefer", Tls)]
    [InlineData("require", Tls)]
    public async Task A_server_that_takes_nothing_unencrypted_is_reached_by_what_may_encrypt(
        string mode,
        string expected
    )
    {
        await CreateRoleAsync("tlsonly");
        var url = $"postgresql://tlsonly@localhost:{await tls.PortAsync()}/postgres?sslmode={mode}";

        Assert.Equal(expected, await ConnectAsync(url));
    }

    [Theory]
    [InlineData("require", Tls)]
    [InlineData("verify-ca", Refused)]
    [InlineData("verify-full", Refused)]
    public async Task Without_an_authority_of_its_own_only_what_verifies_refuses_an_unknown_one(
        string mode,
        string expected
    ) =>
        Assert.Equal(
            expected,
            await ConnectAsync($"postgresql://postgres@localhost:{await tls.PortAsync()}/postgres?sslmode={mode}")
        );

    [Fact]
    public async Task A_certificate_that_is_not_accepted_is_reported_as_that()
    {
        var url = await UrlAsync("unknown authority", "verify-full");

        var run = await ProvisionProcess.RunAsync(Token, "db", "wait", "--url", url, "--timeout", "30");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("certificate", run.Errors, StringComparison.Ordinal);
        Assert.Contains("sslrootcert", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("waiting", run.Errors, StringComparison.Ordinal);
    }

    private async Task CreateRoleAsync(string name)
    {
        await using var session = await DatabaseUrl
            .Parse($"postgresql://postgres@localhost:{await tls.PortAsync()}/postgres?sslmode=disable")
            .OpenAsync(Token);
        await session.ExecuteAsync(
            $"DO $$ BEGIN CREATE ROLE {name} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            Token
        );
    }

    private async Task<string> UrlAsync(string kind, string mode)
    {
        var port = kind switch
        {
            "no TLS" => (await server.UrlAsync(Token)).Port,
            "expired" => await tls.ExpiredPortAsync(),
            _ => await tls.PortAsync(),
        };
        _ = await tls.PortAsync();
        var authority = Uri.EscapeDataString(kind is "unknown authority" ? tls.OtherAuthority : tls.Authority);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"postgresql://postgres@{(kind is "other host" ? "127.0.0.1" : "localhost")}:{port}/postgres?sslmode="
                + $"{mode}&sslrootcert={authority}"
        );
    }

    private static async Task<string> ConnectAsync(string url)
    {
        try
        {
            await using var session = await DatabaseUrl.Parse(url).OpenAsync(Token);
            var encrypted = await session.QueryAsync(
                "SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()",
                row => row.GetBoolean(0),
                Token
            );
            return encrypted[0] ? Tls : Plain;
        }
        catch (ConnectionFailedException)
        {
            return Refused;
        }
    }

    private static async Task<string> PsqlAsync(string url) =>
        await Shell.OutputAsync(
            "psql",
            "-XAt",
            "-c",
            "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
            url
        ) switch
        {
            "t" => Tls,
            "f" => Plain,
            _ => Refused,
        };
}
