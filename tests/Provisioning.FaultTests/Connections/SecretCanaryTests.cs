using System.Globalization;
using System.Text;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Connections;

/// <summary>Forty secrets, by every way in: none of them comes out again, in no form.</summary>
public sealed class SecretCanaryTests(PostgreSqlServer server, TlsServers tls)
{
    private const int Secrets = 40;
    private const string Letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!@$%^&*()+=[]{}|;:,<>/?# ü";

    private static readonly string[] Carriers =
    [
        "url",
        "key-value",
        "DATABASE_URL",
        "PGPASSWORD",
        ".env",
        "pgpass",
        "file",
        "command",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_comes_out_whichever_way_it_went_in()
    {
        var random = new Random(20_261_126);
        var port = await tls.PortAsync();
        var (said, hits) = (0, new List<string>());
        for (var i = 0; i < Secrets; i++)
        {
            var secret = string.Concat(Enumerable.Range(0, 20).Select(_ => Letters[random.Next(Letters.Length)]))
                .Trim()
                .PadRight(20, 'x');
            var carrier = Carriers[i % Carriers.Length];
            using var work = new Workplace();
            work.Environment["PROVISIONING_DEBUG"] = "1";
            var target = Carry(work, carrier, secret, port);

            // A login that fails, and what the settings come to, as text and as JSON.
            ProvisionRun[] runs =
            [
                await work.RunAsync(Token, [i % 2 == 0 ? "status" : "init", "--system", "towow", .. target]),
                await work.RunAsync(
                    Token,
                    ["config", "--system", "towow", "--output", i % 2 == 0 ? "text" : "json", .. target]
                ),
                await work.RunAsync(
                    Token,
                    ["config", "--system", "towow", "--connection-string", i % 2 == 0 ? "npgsql" : "url", .. target]
                ),
            ];
            Assert.Equal([4, 0, 0], runs.Select(run => run.ExitCode));
            var seen =
                string.Concat(runs.Select(run => run.Output + run.Errors))
                + (
                    File.Exists(Path.Combine(work.Folder, "seen"))
                        ? await File.ReadAllTextAsync(Path.Combine(work.Folder, "seen"), Token)
                        : ""
                );
            said += seen.Length;
            hits.AddRange(
                Forms(secret)
                    .Where(form => seen.Contains(form, StringComparison.OrdinalIgnoreCase))
                    .Select(form => $"{carrier}: {form}")
            );
        }

        Assert.Empty(hits);
        Assert.True(said > 40 * 1000, $"only {said} characters were looked through");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task A_statement_that_fails_does_not_show_the_password_that_it_holds(string output)
    {
        const string Secret = "kX9'v\"5 Qz-tt7%\\w";
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        using var work = new Workplace();
        work.Environment["PROVISIONING_DEBUG"] = "1";
        work.Environment["PGPASSWORD"] = Secret;
        // The server quotes the value in its error, and the failing statement holds it as well.
        await database.ExecuteAsync(
            $"""
            CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION 'not with %', $s${Secret}$s$; END $f$;
            CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION refuse()
            """,
            Token
        );

        var run = await work.RunAsync(Token, "up", "--system", "towow", "--url", database.Url, "--output", output);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not with ********", run.Errors, StringComparison.Ordinal);
        Assert.All(Forms(Secret), form =>
            Assert.DoesNotContain(form, run.Output + run.Errors, StringComparison.OrdinalIgnoreCase)
        );
    }

    private static string[] Carry(Workplace work, string carrier, string secret, int port)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"postgresql://nobody@127.0.0.1:{port}/postgres");
        var full = url.Replace("@", $":{Uri.EscapeDataString(secret)}@", StringComparison.Ordinal);
        var pairs = string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Database=postgres;Username=nobody;Password = \"{secret}\""
        );
        switch (carrier)
        {
            case "url":
                return ["--url", full];
            case "key-value":
                return ["--url", pairs];
            case "DATABASE_URL":
                work.Environment["DATABASE_URL"] = full.Replace(
                    "postgresql:",
                    "postgresql+asyncpg:",
                    StringComparison.Ordinal
                );
                return [];
            case "PGPASSWORD":
                work.Environment["PGPASSWORD"] = secret;
                break;
            case ".env":
                work.Write(".env", $"PGPASSWORD='{secret}'\nPROVISIONING_ENCRYPTION_KEY='{secret}'\n");
                break;
            case "pgpass":
                work.Write(
                    ".pgpass",
                    $"*:*:*:*:{secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:",
                        StringComparison.Ordinal)}\n"
                );
                break;
            case "file":
                return ["--url", url, "--password-file", work.Write("secret", secret)];
            default:
                // The command looks at its own arguments and variables, and at those of the one that runs it.
                work.Write("secret", secret);
                work.Environment["PROVISIONING_ENCRYPTION_KEY"] = secret;
                return
                [
                    "--url",
                    url,
                    "--password-command",
                    "cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline >> seen; cat secret",
                ];
        }

        return ["--url", url];
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return System.Net.WebUtility.UrlEncode(secret);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToBase64String(bytes).TrimEnd('=')[..^1];
        yield return System.Text.Json.JsonEncodedText.Encode(secret).ToString();
        yield return secret
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
    }
}
