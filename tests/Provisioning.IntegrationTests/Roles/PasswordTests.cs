using System.Runtime.Versioning;
using System.Text;
using Provisioning.Administration.Roles;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Roles;

/// <summary>The roles' passwords: how they are made, kept and changed, and where they never are.</summary>
[Collection(PasswordServerTests.Name)]
public sealed class PasswordTests(PasswordServer server)
{
    private const string Chosen = "Chosen-by-somebody-1";
    private const string Refused = "28P01";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_verifier_that_we_make_is_the_one_that_the_server_makes()
    {
        var role = PasswordServer.NewName("role");
        await server.ExecuteAsync(
            "postgres",
            $"SET log_statement = none; CREATE ROLE {role} PASSWORD '{Chosen}'",
            Token
        );

        var kept = (
            await server.RowsAsync("postgres", $"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'", Token)
        )[0];

        Assert.Equal(kept, RolePassword.Parse(Chosen).Verifier(Convert.FromBase64String(kept.Split('$', ':')[2])));
    }

    [Fact]
    public async Task The_rotation_that_apply_proposes_for_roles_without_a_password_runs_as_it_is_printed()
    {
        using var set = await RoleSet.CreateAsync(server);
        var apply = await set.RolesAsync("apply");
        var printed = apply.Output.Split('`')[1].Replace(" FILE ", $" {set.PasswordFile} ", StringComparison.Ordinal);

        var rotate = await ProvisionProcess.RunAsync(
            printed.Split(' ')[1..],
            new() { Environment = new Dictionary<string, string?> { ["PGPASSWORD"] = PasswordServer.AdminPassword } },
            Token
        );

        Assert.StartsWith("provision roles rotate ", printed, StringComparison.Ordinal);
        Assert.Contains("The password is left out of --url: set PGPASSWORD", apply.Output, StringComparison.Ordinal);
        Assert.True(rotate.ExitCode == 0, rotate.Errors);
        Assert.Equal("ok", await set.AsApplicationAsync("SELECT 1"));
        Assert.Equal("ok", await set.AsMigrationAsync("SELECT 1"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task No_password_is_in_the_servers_log_or_on_the_screen_and_the_file_is_its_owners_alone()
    {
        using var set = await RoleSet.CreateAsync(server);
        var given = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?> { ["PROVISIONING_APP_PASSWORD"] = Chosen },
        };

        var apply = await set.RolesAsAsync(
            server.Url(set.Database),
            given,
            "apply",
            "--passwords-to",
            set.PasswordFile
        );
        var (application, first) = (set.ApplicationPassword, set.MigrationPassword);
        var rotate = await set.RolesAsync("rotate", "--passwords-to", set.PasswordFile, "--valid-days", "90");
        var failed = await set.RolesAsAsync(
            server.Url(set.Database, set.Application, set.ApplicationPassword),
            "rotate",
            "--role",
            set.Migration,
            "--passwords-to",
            $"{set.PasswordFile}.other"
        );
        var log = await File.ReadAllTextAsync(server.LogFile, Token);

        Assert.Equal((0, 0, 1), (apply.ExitCode, rotate.ExitCode, failed.ExitCode));
        Assert.Equal(Chosen, application);
        Assert.Contains(
            $"ALTER ROLE \"{set.Application}\" PASSWORD 'SCRAM-SHA-256$4096:",
            log,
            StringComparison.Ordinal
        );
        foreach (var secret in (string[])[Chosen, first, set.ApplicationPassword, set.MigrationPassword])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(set.PasswordFile));
            foreach (
                var form in (string[])
                    [
                        secret,
                        Uri.EscapeDataString(secret),
                        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
                        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
                    ]
            )
            {
                Assert.DoesNotContain(form, log, StringComparison.OrdinalIgnoreCase);
                Assert.All((ProvisionRun[])[apply, rotate, failed], run =>
                    Assert.DoesNotContain(form, run.Output + run.Errors, StringComparison.OrdinalIgnoreCase)
                );
            }
        }
    }

    [Fact]
    public async Task A_rotated_password_is_taken_the_former_one_no_more_and_it_ends_when_it_should()
    {
        using var set = await RoleSet.CreateAsync(server);
        await set.ApplyAsync();
        var (application, migration) = (set.ApplicationPassword, set.MigrationPassword);

        var one = await set.RolesAsync(
            "rotate",
            "--role",
            set.Application,
            "--passwords-to",
            set.PasswordFile,
            "--valid-days",
            "30"
        );
        var shown = await set.RolesAsync("rotate", "--role", set.Migration, "--show-passwords");
        var nowhere = await set.RolesAsync("rotate");
        var until = await server.RowsAsync(
            "postgres",
            $"SELECT round(extract(epoch FROM rolvaliduntil - now()) / 86400) FROM pg_roles WHERE rolname = "
                + $"'{set.Application}' AND rolvaliduntil IS NOT NULL",
            Token
        );

        Assert.Equal((0, 0, 2), (one.ExitCode, shown.ExitCode, nowhere.ExitCode));
        Assert.Equal(Refused, await server.OutcomeAsync(set.Database, set.Application, application, "SELECT 1", Token));
        Assert.Equal("ok", await set.AsApplicationAsync("SELECT 1"));
        Assert.Equal(Refused, await server.OutcomeAsync(set.Database, set.Migration, migration, "SELECT 1", Token));
        Assert.Equal(
            "ok",
            await server.OutcomeAsync(
                set.Database,
                set.Migration,
                shown.Output.Trim().Split(' ')[^1],
                "SELECT 1",
                Token
            )
        );
        Assert.Equal("30", until[0]);
        Assert.Contains("would not be saved anywhere", nowhere.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_new_password_does_not_open_the_door_the_former_one_is_put_back()
    {
        using var set = await RoleSet.CreateAsync(server);
        await set.ApplyAsync();
        var former = set.ApplicationPassword;
        var rules = await File.ReadAllTextAsync(server.HostFile, Token);
        await File.WriteAllTextAsync(server.HostFile, $"host all {set.Application} 0.0.0.0/0 reject\n{rules}", Token);
        await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()", Token);

        var rotate = await set.RolesAsync("rotate", "--role", set.Application, "--passwords-to", set.PasswordFile);
        await File.WriteAllTextAsync(server.HostFile, rules, Token);
        await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()", Token);

        Assert.Equal(1, rotate.ExitCode);
        Assert.Contains("the former one was put back", rotate.Errors, StringComparison.Ordinal);
        Assert.Equal(former, set.ApplicationPassword);
        Assert.Equal("ok", await set.AsApplicationAsync("SELECT 1"));
        Assert.DoesNotContain(
            "#pending",
            await File.ReadAllTextAsync(set.PasswordFile, Token),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task One_command_makes_database_migrations_sample_data_and_roles()
    {
        using var set = await RoleSet.CreateAsync(server);
        await server.ExecuteAsync("postgres", $"DROP DATABASE {set.Database}", Token);
        string[] init =
        [
            "init",
            "--system",
            "towow",
            "--sample-data",
            "--url",
            server.Url(set.Database),
            "--roles",
            "--app-role",
            set.Application,
            "--migrate-role",
            set.Migration,
            "--passwords-to",
            set.PasswordFile,
        ];

        var first = await ProvisionProcess.RunAsync(Token, init);
        var second = await ProvisionProcess.RunAsync(Token, init);
        var check = await set.RolesAsync("check");
        var file = await ProvisionProcess.RunAsync(
            Token,
            "init",
            "--system",
            "towow",
            "--url",
            $"sqlite:///{set.PasswordFile}.db",
            "--roles"
        );

        Assert.Equal((0, 0, 0, 2), (first.ExitCode, second.ExitCode, check.ExitCode, file.ExitCode));
        Assert.Contains("nothing to do, they are as they should be", second.Output, StringComparison.Ordinal);
        Assert.Equal("ok", await set.AsApplicationAsync("DELETE FROM demands"));
        Assert.False(File.Exists($"{set.PasswordFile}.db"));
    }

    [Theory]
    [InlineData("Short-1aA", "characters: 16 is the least")]
    [InlineData("all-lower-case-letters-1", "an upper-case letter")]
    [InlineData("ALL-UPPER-CASE-LETTERS-1", "a lower-case letter")]
    [InlineData("No-digits-in-this-one", "a digit")]
    [InlineData("NoSpecialCharacters1", "a special character")]
    [InlineData("Über-den-Dächern-2024", "nothing but printable ASCII")]
    public async Task A_weak_password_is_refused_before_anything_is_touched(string password, string why)
    {
        using var set = await RoleSet.CreateAsync(server);
        var given = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?> { ["PROVISIONING_MIGRATE_PASSWORD"] = password },
        };

        var apply = await set.RolesAsAsync(server.Url(set.Database), given, "apply");

        Assert.Equal(2, apply.ExitCode);
        Assert.Contains(why, apply.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(password, apply.Errors, StringComparison.Ordinal);
        Assert.Empty(
            await server.RowsAsync("postgres", $"SELECT 1 FROM pg_roles WHERE rolname = '{set.Application}'", Token)
        );
    }

    [Fact]
    public async Task A_file_that_is_something_else_or_that_others_may_read_is_not_written_to()
    {
        using var set = await RoleSet.CreateAsync(server);
        await File.WriteAllTextAsync(set.PasswordFile, "settings: yes\n", Token);
        var shared = await set.RolesAsync("apply", "--passwords-to", set.PasswordFile);
        await Shell.SucceedsAsync("chmod", "600", set.PasswordFile);
        var other = await set.RolesAsync("apply", "--passwords-to", set.PasswordFile);

        Assert.Equal((1, 1), (shared.ExitCode, other.ExitCode));
        Assert.Contains("chmod 600", shared.Errors, StringComparison.Ordinal);
        Assert.Contains("no password file", other.Errors, StringComparison.Ordinal);
        Assert.Equal("settings: yes\n", await File.ReadAllTextAsync(set.PasswordFile, Token));
        Assert.Empty(
            await server.RowsAsync("postgres", $"SELECT 1 FROM pg_roles WHERE rolname = '{set.Application}'", Token)
        );
    }
}
