using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Roles;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.PostgreSql.Connection;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary><c>provision roles rotate</c>.</summary>
internal static class RolesRotateCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Gives both roles, or one, new passwords. The new one is noted in the file as pending, given to the server, tried by a login, and then takes
            the old one's place in the file: interrupted at any moment, the file holds one that works, and the next run finishes. Where the login fails
            the old password is put back. PostgreSQL only.

            Examples:
              provision roles rotate --system towow --passwords-to ./towow.pgpass --valid-days 90
              provision roles rotate --system towow --role towow_app --show-passwords
            """;
        var target = new TargetOptions(command);
        var roles = new RoleOptions(command);
        var passwords = new PasswordOptions(command);
        var role = command.Value("--role <NAME>", "Only this role. Default: both.");
        var dryRun = command.Flag("--dry-run", "Say whose password would be changed, and change none.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            _ = roles.Provisioner(system, database);
            var names = roles.Roles(system);
            var chosen = Chosen(names, role.Value());
            var set = dryRun.HasValue()
                ? []
                : await RotateAsync(chosen, names, passwords, RoleOptions.OnServer(database), token);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["system"] = system.Name,
                        ["database"] = database.Location,
                        ["dry_run"] = dryRun.HasValue(),
                        ["roles"] = Format.List(chosen),
                        ["passwords"] = RoleText.Json(set, passwords.IsShown),
                    },
                () =>
                    dryRun.HasValue()
                        ? $"{string.Join(" and ", chosen)} would get a new password."
                        : RoleText.Text(set, passwords).TrimEnd(),
                token
            );
            return ExitCode.Done;
        });
    }

    private static async Task<List<RotatedPassword>> RotateAsync(
        string[] chosen,
        SystemRoles names,
        PasswordOptions passwords,
        PostgreSqlDatabase database,
        CancellationToken token
    )
    {
        if (chosen.FirstOrDefault(name => !passwords.HasPlace && passwords.Chosen(names, name) is null) is { } lost)
        {
            throw new UsageException(
                $"The new password of {lost} would not be saved anywhere. Give --passwords-to with a file, or "
                    + $"--show-passwords, or the password itself in a file."
            );
        }

        var rotation = passwords.Rotation(database);
        var set = new List<RotatedPassword>();
        foreach (var name in chosen)
        {
            set.Add(await rotation.RotateAsync(name, passwords.Chosen(names, name), passwords.File, token));
        }

        return set;
    }

    private static string[] Chosen(SystemRoles roles, string? asked) =>
        asked is null ? [roles.Application, roles.Migration]
        : asked == roles.Application || asked == roles.Migration ? [asked]
        : throw new UsageException(
            $"--role takes {roles.Application} or {roles.Migration}, not \"{asked}\". --app-role and --migrate-role "
                + $"name others."
        );
}
