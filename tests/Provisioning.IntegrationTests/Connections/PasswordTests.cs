using System.Globalization;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>Passwords from everywhere they may be kept, on a server that asks for them.</summary>
public sealed class PasswordTests(TlsServers tls)
{
    private const string Right = "Ä right:pass@word/with?all#of %it";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Carriers =>
        [
            "url",
            "query",
            "key-value",
            "PGPASSWORD",
            "PGPASSFILE",
            ".pgpass",
            "password-file",
            "password-command",
            ".env",
            "provision.json",
            "POSTGRES_PASSWORD",
        ];

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_password_gets_to_the_server_from_everywhere_it_may_be_kept(string carrier)
    {
        var (role, url) = await RoleAsync(Right);
        using var work = new Workplace();
        var command = Carry(work, carrier, role, url, await tls.PortAsync())
            ?? InEnvironment(work, carrier, role, url, await tls.PortAsync());

        var run = await work.RunAsync(Token, ["db", "wait", "--timeout", "20", .. command]);

        Assert.True(run.ExitCode == 0, run.Errors);
    }

    private static string[]? Carry(Workplace work, string carrier, string role, string url, int port)
    {
        work.Write("pass", $"{Right}\nnot this\n");
        switch (carrier)
        {
            case "url":
                return ["--url", url.Replace("@", $":{Uri.EscapeDataString(Right)}@", StringComparison.Ordinal)];
            case "query":
                return ["--url", $"{url}?password={Uri.EscapeDataString(Right)}"];
            case "key-value":
                return
                [
                    "--url",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Host=127.0.0.1;Port={port};Database=postgres;Username={role};Password='{Right}'"
                    ),
                ];
            case "password-file":
                return ["--url", url, "--password-file", "pass"];
            case "password-command":
                return ["--url", url, "--password-command", "cat pass; echo not this >&2"];
            case "provision.json":
                work.Write("provision.json", $$"""{ "url": "{{url}}", "password_file": "pass" }""");
                return [];
            default:
                return null;
        }
    }

    private static string[] InEnvironment(Workplace work, string carrier, string role, string url, int port)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"127.0.0.1:{port}:postgres:{role}:{Right.Replace(":", "\\:", StringComparison.Ordinal)}\n"
        );
        work.Environment["DATABASE_URL"] = url;
        switch (carrier)
        {
            case "PGPASSWORD":
                work.Environment["PGPASSWORD"] = Right;
                break;
            case "PGPASSFILE":
                work.Environment["PGPASSFILE"] = work.Write("lines", line);
                break;
            case ".pgpass":
                work.Write(".pgpass", line);
                break;
            case ".env":
                work.Environment.Remove("DATABASE_URL");
                work.Write(".env", $"PGPASSWORD='{Right}'\nDATABASE_URL={url}\n");
                break;
            default:
                work.Environment.Remove("DATABASE_URL");
                (
                    work.Environment["POSTGRES_USER"],
                    work.Environment["POSTGRES_PASSWORD"],
                    work.Environment["POSTGRES_DB"]
                ) = (role, Right, "postgres");
                (work.Environment["POSTGRES_HOST"], work.Environment["POSTGRES_PORT"]) = (
                    "127.0.0.1",
                    port.ToString(CultureInfo.InvariantCulture)
                );
                break;
        }

        return [];
    }

    [Theory]
    [InlineData("--password-file", "pass", "chmod 600")]
    [InlineData("--password-file", "none", "There is no password file none")]
    [InlineData("--password-file", "empty", "its first line is empty")]
    [InlineData("--password-command", "echo s3cr3t-0ne >&2; exit 3", "ended with 3")]
    [InlineData("--password-command", "true", "gives no password")]
    public async Task A_source_that_has_no_password_to_give_is_an_error(string option, string value, string words)
    {
        using var work = new Workplace();
        work.Write("pass", "s3cr3t-0ne", isOpen: true);
        work.Write("empty", "\n");

        var run = await work.RunAsync(Token, "db", "wait", "--url", "postgresql://me@127.0.0.1:1/x", option, value);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-0ne", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_used_where_that_is_allowed()
    {
        var (_, url) = await RoleAsync(Right);
        using var work = new Workplace();
        work.Write("pass", Right, isOpen: true);

        var run = await work.RunAsync(
            Token,
            "db",
            "wait",
            "--url",
            url,
            "--password-file",
            "pass",
            "--allow-insecure-permissions"
        );

        Assert.True(run.ExitCode == 0, run.Errors);
    }

    [Fact]
    public async Task A_pgpass_that_others_may_read_is_refused_where_it_has_the_password()
    {
        using var work = new Workplace();
        work.Write(".pgpass", "127.0.0.1:1:x:me:s3cr3t-0ne", isOpen: true);

        var run = await work.RunAsync(Token, "status", "--system", "towow", "--url", "postgresql://me@127.0.0.1:1/x");
        var other = await work.RunAsync(
            Token,
            "status",
            "--system",
            "towow",
            "--url",
            "postgresql://you@127.0.0.1:1/x"
        );

        Assert.Contains("chmod 600", run.Errors, StringComparison.Ordinal);
        Assert.Contains("connection refused", other.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_others_may_read_is_refused()
    {
        using var work = new Workplace();
        work.Write("key.pem", "not looked at", isOpen: true);

        var run = await work.RunAsync(
            Token,
            "db",
            "wait",
            "--url",
            $"postgresql://me@127.0.0.1:1/x?sslkey={work.Folder}/key.pem"
        );

        Assert.Contains("key file", run.Errors, StringComparison.Ordinal);
        Assert.Contains("chmod 600", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_command_that_hangs_is_stopped()
    {
        using var work = new Workplace();

        var run = await work.RunAsync(
            Token,
            "db",
            "wait",
            "--url",
            "postgresql://me@127.0.0.1:1/x",
            "--password-command",
            "sleep 300"
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("did not end within 10 s", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_ends_the_waiting_at_once()
    {
        var (role, url) = await RoleAsync(Right);
        using var work = new Workplace();
        work.Environment["PGPASSWORD"] = "wr0ng-s3cr3t";

        var run = await work.RunAsync(Token, "db", "wait", "--url", url, "--timeout", "300");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains(role, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("waiting", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-s3cr3t", run.Errors, StringComparison.Ordinal);
    }

    private async Task<(string Role, string Url)> RoleAsync(string password)
    {
        var role = $"role_{Guid.NewGuid():N}";
        var port = await tls.PortAsync();
        await using var session = await DatabaseUrl
            .Parse($"postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable")
            .OpenAsync(Token);
        await session.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD '{password}'", Token);
        return (role, string.Create(CultureInfo.InvariantCulture, $"postgresql://{role}@127.0.0.1:{port}/postgres"));
    }
}
