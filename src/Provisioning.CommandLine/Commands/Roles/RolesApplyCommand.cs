using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary><c>provision roles apply</c>.</summary>
internal static class RolesApplyCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes the application's role, which reads and writes rows, and the migrations' role, which owns the structure, and revokes what they and
            PUBLIC have beyond that. All or nothing, in one transaction; run again, it changes nothing. The user in the URL is a superuser, or owns the
            database and may create roles (CREATEROLE). PostgreSQL only.

            A role that is made gets a password where one is given or where it has a place to go: --passwords-to, --show-passwords. Passwords are
            at least 16 characters of all four kinds, and the server is sent no more than what it verifies them by. What `roles rotate` sets stays.

            Examples:
              provision roles apply --system towow --passwords-to ./towow.pgpass
              provision roles apply --system towow --dry-run
              provision roles apply --system towow --app-role web --migrate-role deploy --app-password-file /run/secrets/web
            """;
        var target = new TargetOptions(command);
        var work = new RoleWork(command);
        var dryRun = command.Flag(
            "--dry-run",
            "Print the SQL that would be run, and run nothing. Passwords are no part of it."
        );
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            await OwnDatabase.RequireAsync(system, database, token);
            if (dryRun.HasValue())
            {
                var (plan, passwords) = await work.PlanAsync(system, database, token);
                await report.WriteAsync(
                    () => work.Json(system, database, plan),
                    () => RoleText.Plan(database.Location, plan, passwords),
                    token
                );
                return ExitCode.Done;
            }

            var done = await work.ApplyAsync(system, database, token);
            await report.WriteAsync(
                () => work.Json(system, database, done),
                () => work.Text(system, database, done),
                token
            );
            return ExitCode.Done;
        });
    }
}
