using Provisioning.Administration.Roles;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.PostgreSql.Connection;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Roles;

/// <summary>Names of roles that somebody means ill with, or that PostgreSQL has a meaning for.</summary>
[Collection(PasswordServerTests.Name)]
public sealed class RoleNameTests(PasswordServer server)
{
    private static readonly string[] Parts =
    [
        "\"",
        "'",
        ";",
        "--",
        "/*",
        "*/",
        "$$",
        "\\",
        " ",
        "%",
        "%I",
        "@p0",
        ":x",
        "{0}",
        "\u202e",
        "é",
        "密",
        "😀",
        "DROP TABLE canary",
        "select",
        "user",
        "CURRENT_USER",
        "TO",
        "`",
        "E'",
        "=*/",
        ",",
        "(",
        ")",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Names that the server must not get to see.</summary>
    public static TheoryData<string> Refused =>
        [
            "",
            "public",
            "none",
            "pg_monitor",
            "a\0b",
            "a\nb",
            "\u0007",
            new string('x', 64),
            new string('é', 32),
            "\ud800x",
        ];

    [Fact]
    public async Task Any_name_is_taken_for_a_name()
    {
        var name = await server.CreateDatabaseAsync(Token);
        var database = (PostgreSqlDatabase)DatabaseUrl.Parse(server.Url(name));
        await server.ExecuteAsync(name, "CREATE TABLE canary (id int); INSERT INTO canary VALUES (1)", Token);
        var random = new Random(20261125);
        for (var round = 0; round < 40; round++)
        {
            var suffix = Guid.NewGuid().ToString("N")[..6];
            var roles = new SystemRoles(Name(random) + suffix, Name(random) + "m" + suffix);
            var provisioner = new RoleProvisioner(
                database,
                new(roles, "VersionInfo", "provisioning_ledger"),
                new VersionTable(),
                TimeProvider.System
            );

            await provisioner.ApplyAsync(Token);

            Assert.Empty((await provisioner.CheckAsync(Token)).Findings);
            var set = await new RoleRotation(database, TimeProvider.System) { TestsLogin = true }.RotateAsync(
                roles.Application,
                null,
                null,
                Token
            );
            Assert.Equal(
                "ok",
                await server.OutcomeAsync(name, roles.Application, set.Password.Reveal(), "SELECT 1", Token)
            );
            await server.ExecuteAsync(
                name,
                $"DROP OWNED BY {PostgreSqlName.Quote(roles.Application)}; REASSIGN OWNED BY "
                    + $"{PostgreSqlName.Quote(roles.Migration)} TO postgres; DROP OWNED BY "
                    + $"{PostgreSqlName.Quote(roles.Migration)}",
                Token
            );
        }

        Assert.Equal(["1"], await server.RowsAsync(name, "SELECT id FROM canary", Token));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_name_that_the_server_would_cut_or_take_for_something_else_is_refused(string name)
    {
        var database = (PostgreSqlDatabase)DatabaseUrl.Parse("postgresql://localhost/x");

        Assert.Throws<ProvisioningException>(() =>
            new RoleProvisioner(
                database,
                new(new(name, "other"), "VersionInfo", "provisioning_ledger"),
                new VersionTable(),
                TimeProvider.System
            )
        );
        Assert.Throws<ProvisioningException>(() =>
            new RoleProvisioner(
                database,
                new(new("other", name), "VersionInfo", "provisioning_ledger"),
                new VersionTable(),
                TimeProvider.System
            )
        );
    }

    [Fact]
    public async Task An_SQLite_file_has_no_roles_and_that_is_said()
    {
        foreach (var verb in (string[])["apply", "rotate"])
        {
            var run = await ProvisionProcess.RunAsync(
                Token,
                "roles",
                verb,
                "--system",
                "towow",
                "--url",
                "sqlite:///x.db",
                "--show-passwords"
            );

            Assert.Equal(2, run.ExitCode);
        }

        var check = await ProvisionProcess.RunAsync(
            Token,
            "roles",
            "check",
            "--system",
            "towow",
            "--url",
            "sqlite:///x.db"
        );
        Assert.Equal(2, check.ExitCode);
        Assert.Contains("a database of sqlite, which has no roles", check.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--app-role", "public")]
    [InlineData("--app-role", "towow_migrate")]
    [InlineData("--schema", "pg_catalog")]
    [InlineData("--role", "postgres")]
    [InlineData("--valid-days", "0")]
    public async Task Wrong_options_are_wrong_usage(string option, string value)
    {
        string[] verb = option is "--role" or "--valid-days" ? ["rotate", "--show-passwords"] : ["check"];

        var run = await ProvisionProcess.RunAsync(
            Token,
            ["roles", .. verb, "--system", "towow", "--url", server.Url("postgres"), option, value]
        );

        Assert.Equal(2, run.ExitCode);
    }

    private static string Name(Random random)
    {
        var name = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Parts[random.Next(Parts.Length)]));
        return name.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(name) > 50 ? "\"" : name;
    }
}
