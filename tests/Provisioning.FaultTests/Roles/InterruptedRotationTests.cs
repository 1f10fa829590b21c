using System.Diagnostics;
using System.Globalization;
using Provisioning.Administration.Roles;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Roles;

/// <summary>A rotation of passwords that was killed or interrupted is finished by the next one.</summary>
[Collection(PasswordServerTests.Name)]
public sealed class InterruptedRotationTests(PasswordServer server)
{
    private const string Refused = "28P01";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fsync")]
    [InlineData("sendto,sendmsg")]
    public async Task Killed_at_any_step_a_rotation_leaves_a_password_in_the_file_that_works_and_the_next_finishes(
        string calls
    )
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test kill a run at a system call");
        using var set = await RoleSet.CreateAsync(server);
        await set.ApplyAsync();
        var login = new RoleLogin("127.0.0.1", server.Port, set.Application);
        var (killed, unharmed) = (0, 0);
        // strace counts the calls of each thread on its own, so that which step a number hits is not the same with each
        // run.
        for (var at = 1; at <= 60 && unharmed < 3; at++)
        {
            var exit = await TraceAsync(
                set,
                "-o",
                "/dev/null",
                "-e",
                $"trace={calls}",
                "-e",
                $"inject={calls}:signal=KILL:when={at.ToString(CultureInfo.InvariantCulture)}"
            );
            (killed, unharmed) = exit == 0 ? (killed, unharmed + 1) : (killed + 1, 0);

            Assert.Contains("ok", await OutcomesAsync(set, login));
            if (at % 5 == 1)
            {
                await FinishAsync(set);
            }
        }

        Assert.True(killed > 0, "no run was killed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rotation_that_ended_before_or_after_the_server_knew_is_finished_with_the_same_password(
        bool wasTold
    )
    {
        using var set = await RoleSet.CreateAsync(server);
        await set.ApplyAsync();
        var (login, pending) = (new RoleLogin("127.0.0.1", server.Port, set.Application), RolePassword.Generate());
        PasswordFile.Load(set.PasswordFile).WithPending(login, pending).Save();
        if (wasTold)
        {
            await server.ExecuteAsync(
                "postgres",
                $"ALTER ROLE {set.Application} PASSWORD '{pending.Verifier()}'",
                Token
            );
        }

        Assert.Equal(wasTold ? [Refused, "ok"] : ["ok", Refused], await OutcomesAsync(set, login));
        await FinishAsync(set);
        Assert.Equal(pending.Reveal(), set.ApplicationPassword);
    }

    [Fact]
    public async Task A_run_that_made_the_roles_and_ended_before_their_passwords_is_finished_by_the_next()
    {
        using var set = await RoleSet.CreateAsync(server);
        var file = PasswordFile.Load(set.PasswordFile);
        foreach (var role in (string[])[set.Application, set.Migration])
        {
            file = file.WithPending(new("127.0.0.1", server.Port, role), RolePassword.Generate());
        }

        file.Save();
        await set.RolesAsync("apply");
        await set.ApplyAsync();

        Assert.Equal(("ok", "ok"), (await set.AsApplicationAsync("SELECT 1"), await set.AsMigrationAsync("SELECT 1")));
    }

    // What the file's passwords open the door with: the present one, then the pending one.
    private async Task<List<string>> OutcomesAsync(RoleSet set, RoleLogin login)
    {
        var file = PasswordFile.Load(set.PasswordFile);
        var outcomes = new List<string>();
        foreach (var password in new[] { file.Current(login), file.Pending(login) }.OfType<RolePassword>())
        {
            outcomes.Add(
                await server.OutcomeAsync(set.Database, set.Application, password.Reveal(), "SELECT 1", Token)
            );
        }

        return outcomes;
    }

    private static async Task FinishAsync(RoleSet set)
    {
        var next = await set.RolesAsync("rotate", "--role", set.Application, "--passwords-to", set.PasswordFile);
        Assert.True(next.ExitCode == 0, next.Errors);
        Assert.Equal("ok", await set.AsApplicationAsync("SELECT 1"));
        Assert.DoesNotContain(
            "#pending",
            await File.ReadAllTextAsync(set.PasswordFile, Token),
            StringComparison.Ordinal
        );
    }

    private async Task<int> TraceAsync(RoleSet set, params string[] options)
    {
        var command = new ProvisionOptions().Command(
            set.Command(
                server.Url(set.Database),
                "rotate",
                "--role",
                set.Application,
                "--passwords-to",
                set.PasswordFile
            )
        );
        var start = Shell.Redirected(["strace", "-f", "-qq", .. options, command.FileName, .. command.ArgumentList]);
        start.WorkingDirectory = command.WorkingDirectory;
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(Token),
            process.StandardError.ReadToEndAsync(Token)
        );
        await process.WaitForExitAsync(Token);
        await output;
        return process.ExitCode;
    }
}
