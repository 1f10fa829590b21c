using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary><c>provision roles check</c>.</summary>
internal static class RolesCheckCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Compares what the two roles and PUBLIC may do with what they need: attributes, memberships, owners, privileges on the database, on schemas,
            tables, columns, sequences and functions, default privileges, search_path. Each difference comes with the statements that fix it. Changes
            nothing, and exits with 3 where there are differences. PostgreSQL only.

            Examples:
              provision roles check --system towow --url postgresql://postgres@localhost:5432/towow
              provision roles check --system towow --app-role web --migrate-role deploy --output json
            """;
        var target = new TargetOptions(command);
        var roles = new RoleOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var found = await roles.Provisioner(system, database).CheckAsync(token);
            var names = roles.Roles(system);
            await report.WriteAsync(
                () => RoleText.Json(system, database.Location, names, found),
                () =>
                    $"{RoleText.Text(found)}{names.Application} and {names.Migration} in {database.Location}: "
                    + $"{(found.Findings.Count == 0 ? "as they should be" : RoleText.Count(found))}.",
                token
            );
            return found.Findings.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
    }
}
