using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Roles;
using Provisioning.CommandLine.Options;
using Provisioning.PostgreSql.Connection;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Roles;

/// <summary>The options that say where passwords come from and where they go.</summary>
internal sealed class PasswordOptions(CommandLineApplication command)
{
    private readonly CommandOption _file = command.Value(
        OptionGroup.Roles,
        "--passwords-to <FILE>",
        "Keep passwords in this file, readable by its owner alone, in the form of PGPASSFILE. Lines for other roles "
            + "stay."
    );

    private readonly CommandOption _show = command.Flag(
        OptionGroup.Roles,
        "--show-passwords",
        "Print the passwords, once."
    );

    private readonly CommandOption _application = command.Value(
        OptionGroup.Roles,
        "--app-password-file <FILE>",
        "A file with the application role's password, or $PROVISIONING_APP_PASSWORD. Default: one is generated."
    );

    private readonly CommandOption _migration = command.Value(
        OptionGroup.Roles,
        "--migrate-password-file <FILE>",
        "A file with the migration role's password, or $PROVISIONING_MIGRATE_PASSWORD. Default: one is generated."
    );

    private readonly CommandOption _validDays = command.Value(
        OptionGroup.Roles,
        "--valid-days <N>",
        "How many days the server takes a new password. Default: for ever, or 90 where the present one has an end."
    );

    private readonly CommandOption _skipTest = command.Flag(
        OptionGroup.Roles,
        "--skip-login-test",
        "Do not log in with a new password to see that it works."
    );

    /// <summary>The file that keeps them; null for none.</summary>
    public string? File => _file.Value();

    /// <summary>Whether they are printed.</summary>
    public bool IsShown => _show.HasValue();

    /// <summary>Whether a generated password is saved or printed.</summary>
    public bool HasPlace => File is not null || IsShown;

    /// <summary>The password that was chosen for a role; null for none.</summary>
    /// <param name="roles">The system's roles.</param>
    /// <param name="role">The one of them.</param>
    /// <exception cref="UsageException">It is too weak, or its file cannot be read.</exception>
    public RolePassword? Chosen(SystemRoles roles, string role)
    {
        var (option, variable) =
            role == roles.Application
                ? (_application, "PROVISIONING_APP_PASSWORD")
                : (_migration, "PROVISIONING_MIGRATE_PASSWORD");
        try
        {
            return option.Value() is { } path ? RolePassword.Load(path)
                : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? RolePassword.Parse(text)
                : null;
        }
        catch (ProvisioningException error)
        {
            throw new UsageException(
                $"{(option.HasValue() ? $"--{option.LongName}" : $"${variable}")}: {error.Message}"
            );
        }
    }

    /// <summary>What gives the roles their passwords.</summary>
    public RoleRotation Rotation(PostgreSqlDatabase database) =>
        new(database, TimeProvider.System)
        {
            Validity = _validDays.Number(least: 1, most: 36_500) is { } days ? TimeSpan.FromDays(days) : null,
            TestsLogin = !_skipTest.HasValue(),
        };
}
